# SPDX-License-Identifier: Apache-2.0
"""Who takes part in the story: a private screen, the cameras, the viewer, and the home's links."""
import ctypes
import json
import os
import re
import signal
import subprocess
import time

SIZE = (1280, 800)
PATIENCE = 20  # seconds for one state
CAMERA = 'Front door'
LINKED = {'front-door': CAMERA, 'nursery': 'Nursery', 'garage': 'Garage'}
UNSYNCHRONISED, ERROR = 0x40, 5  # STA_UNSYNC and TIME_ERROR of adjtimex(2)


def has_time():
    """Whether this machine's clock is synchronised, as the viewer asks it."""
    state = (ctypes.c_long * 64)()
    answer = ctypes.CDLL(None).adjtimex(state)
    return answer not in (-1, ERROR) and not state[5] & UNSYNCHRONISED


class Failed(Exception):
    pass


class Screen:
    """A private X server; the number comes from the server itself."""

    def __init__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ['Xvfb', '-displayfd', str(write), '-screen', '0', f'{SIZE[0]}x{SIZE[1]}x24', '-nolisten', 'tcp',
             '-noreset'], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise Failed('Xvfb did not start')
        self.display = f':{number}'
        self.variables = {'DISPLAY': self.display}
        self.clipboard = self.compositor = None

    def run(self, *words):
        return subprocess.run(words, env=dict(os.environ, DISPLAY=self.display), text=True,
                              capture_output=True, timeout=15)

    def fill(self):
        """No window manager here: makes the window as large as the screen, and gives it the keyboard."""
        self.run('xdotool', 'search', '--sync', '--onlyvisible', '--name', 'Ownview', 'windowmove', '0', '0',
                 'windowsize', *map(str, SIZE), 'windowfocus', '--sync')

    def compose(self, folder):
        """From here on viewers are shown by a Wayland compositor that shows one window and nothing else."""
        folder.chmod(0o700)
        self.compositor = subprocess.Popen(
            ['weston', '--backend=x11-backend.so', '--shell=kiosk-shell.so', '--use-pixman', '--idle-time=0',
             '--socket=story', '--no-config', f'--width={SIZE[0]}', f'--height={SIZE[1]}'],
            env=dict(os.environ, DISPLAY=self.display, XDG_RUNTIME_DIR=str(folder)), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not (folder / 'story').exists():
            if self.compositor.poll() is not None or time.monotonic() > end:
                raise Failed('the compositor did not start')
            time.sleep(0.02)  # it tells nobody that its socket is there
        self.variables = {'WAYLAND_DISPLAY': 'story', 'XDG_RUNTIME_DIR': str(folder)}

    def press(self, key):
        self.run('xdotool', 'key', key)

    def copy(self, text):
        """Holds @text on the clipboard until the next one, or until the screen closes."""
        if self.clipboard is not None:
            self.clipboard.terminate()
            self.clipboard.wait()
        self.clipboard = subprocess.Popen(['xclip', '-selection', 'clipboard', '-quiet'], stdin=subprocess.PIPE,
                                          env=dict(os.environ, DISPLAY=self.display), text=True,
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.clipboard.stdin.write(text)
        self.clipboard.stdin.close()
        while self.run('xclip', '-selection', 'clipboard', '-o').stdout != text:
            if self.clipboard.poll() is not None:
                raise Failed('the clipboard does not hold')

    def shoot(self, path):
        done = self.run('import', '-window', 'root', str(path))
        if done.returncode != 0:
            raise Failed(f'no picture {path.name}: {done.stderr.strip()}')

    def close(self):
        for process in (self.compositor, self.server, self.clipboard):
            if process is not None:
                process.terminate()
                process.wait()


class Rig:
    def __init__(self, build, home):
        self.program = build / 'tests/rig/ownview-rig'
        self.home = home
        self.process = subprocess.Popen([self.program, 'run', '--dir', home], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise Failed('the cameras did not start')
        told = json.loads(line)
        self.control, self.cameras = told['control'], told['cameras']

    def call(self, *words):
        done = subprocess.run([self.program, *words], text=True, capture_output=True, timeout=15)
        if done.returncode != 0:
            raise Failed(f'ownview-rig {" ".join(map(str, words))}: {done.stderr.strip()}')
        return done.stdout

    def ports(self):
        """Of each camera's address."""
        return {camera['slug']: int(re.search(r':(\d+)/', camera['url'])[1]) for camera in self.cameras}

    def fault(self, camera, fault):
        self.call('ctl', '--control', self.control, camera, fault)

    def session(self, camera):
        """Which one the camera is in, counted from its start."""
        status = json.loads(self.call('ctl', '--control', self.control, 'status'))
        return next(c['session'] for c in status['cameras'] if c['slug'] == camera)

    def reboot(self, *cameras):
        """All at once, until each has begun a new session."""
        before = {camera: self.session(camera) for camera in cameras}
        for camera in cameras:
            self.fault(camera, 'reboot')
        end = time.monotonic() + PATIENCE
        while any(self.session(camera) == session for camera, session in before.items()):
            if time.monotonic() > end:
                raise Failed('a camera was not started anew')
            time.sleep(0.05)  # the rig answers, and tells nothing by itself

    def code(self, slug):
        return self.call('code', '--dir', self.home, '--text', slug).strip()

    def link(self, linker):
        """Links the household's cameras by their codes, all at once, as ./demo does; the stranger's stays unlinked."""
        adding = []
        for slug, room in LINKED.items():
            process = subprocess.Popen([linker, 'add', '-', '--room', room, '--yes'], stdin=subprocess.PIPE,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            process.stdin.write(self.code(slug))
            process.stdin.close()
            adding.append((room, process))
        for room, process in adding:
            if process.wait(timeout=PATIENCE) != 0:
                raise Failed(f'{room} was not linked: {process.stderr.read().strip()}')

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=10)


class Viewer:
    """The viewer and its log of transitions."""

    def __init__(self, build, home, rig, screen, *words, language=None):
        self.log_path = home / f'log-{time.monotonic_ns()}'
        self.log_path.touch()
        environment = dict(os.environ, XDG_DATA_HOME=str(home / 'data'), XDG_STATE_HOME=str(home / 'state'),
                           OWNVIEW_DEMO_DIR=str(home), LC_ALL='C.UTF-8', HOME=str(home))
        for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'GDK_BACKEND'):
            environment.pop(name, None)
        environment |= screen.variables
        if language is not None:
            environment['LANGUAGE'] = language
        # What the toolkit says of this bare screen (no session bus, no window manager) matters only on failure.
        self.said = open(home / 'said', 'w+')
        self.process = subprocess.Popen(
            [build / 'ui/ownview', '--camera', CAMERA, '--demo-control', rig.control, '--demo-log', self.log_path,
             *words],
            env=environment, stderr=self.said)
        self.log = open(self.log_path)
        self.partial = ''
        self.lines = []

    def read(self):
        self.partial += self.log.read()
        *whole, self.partial = self.partial.split('\n')
        # names stand between isolates (U+2068, U+2069), which nobody sees
        new = [json.loads(line.translate({0x2068: None, 0x2069: None})) for line in whole]
        self.lines += new
        return new

    def wait_for(self, what, wanted):
        """The first line from now on that is as wanted; every line on the way is kept."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for line in self.read():
                if wanted(line):
                    return line
            if self.process.poll() is not None:
                raise Failed(f'the viewer ended while it should have shown {what}')
            time.sleep(0.02)  # the log is a file: nothing to wait on but time
        raise Failed(f'{what} did not come within {PATIENCE} s; last was {self.lines[-1:]}')

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)


class Links:
    """The home's links as its owner, its neighbours, and whoever gets at its disk, handle them."""

    def __init__(self, build, home):
        self.linker, self.home = build / 'client/ownview-link', home
        self.dir = home / 'data/ownview-demo/links'

    def call(self, *words, text=None, neighbours=False):
        more = {'XDG_DATA_HOME': str(self.home / 'neighbours'), 'XDG_STATE_HOME': str(self.home / 'neighbours-state')}
        done = subprocess.run([self.linker, *words], env=dict(os.environ, **(more if neighbours else {})), text=True,
                              capture_output=True, timeout=PATIENCE, input=text)
        if done.returncode != 0:
            raise Failed(f'ownview-link {words[0]}: {done.stderr.strip()}')
        return done.stdout

    def id_of(self, room):
        return json.loads(self.call('show', '--json', room))['id']

    def read(self, room):
        """Both copies of a record."""
        name = self.id_of(room)
        return [(self.dir / f'{name}.link{copy}').read_bytes() for copy in ('', '.1')]

    def write(self, room_id, copies):
        for copy, content in zip(('', '.1'), copies):
            (self.dir / '.story').write_bytes(content)
            (self.dir / '.story').chmod(0o600)
            (self.dir / '.story').rename(self.dir / f'{room_id}.link{copy}')

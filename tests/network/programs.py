# SPDX-License-Identifier: Apache-2.0
"""What the tests of the whole programs share: a home with a rig, viewers whose log is read, and TAP."""
import json
import os
import pathlib
import subprocess
import tempfile
import time

PATIENCE = 25  # seconds for one state
n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail}'), flush=True)


class Home:
    """A directory of its own with a rig, its links, and viewers that use them."""

    def __init__(self, ownview, rig):
        self.ownview, self.rig = ownview, rig
        self.temporary = tempfile.TemporaryDirectory(prefix='ownview-programs-')
        self.dir = pathlib.Path(self.temporary.name)
        self.environment = dict(os.environ, XDG_DATA_HOME=str(self.dir / 'data'), HOME=str(self.dir),
                                XDG_STATE_HOME=str(self.dir / 'state'), OWNVIEW_DEMO_DIR=str(self.dir),
                                LC_ALL='C.UTF-8', GTK_A11Y='none')
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.temporary.cleanup()

    def start(self, *words, **more):
        process = subprocess.Popen([*map(str, words)], env=self.environment, text=True, **more)
        self.processes.append(process)
        return process

    def run(self, *words, **environment):
        return subprocess.run([*map(str, words)], env=dict(self.environment, **environment), text=True,
                              capture_output=True, timeout=60)

    def serve(self, *options):
        process = self.start(self.rig, 'run', '--dir', self.dir, *options, stdout=subprocess.PIPE)
        assert process.stdout.readline(), 'the rig did not start'
        assert self.run(self.rig, 'links', '--dir', self.dir).returncode == 0
        return process

    def view(self, *words):
        """A viewer, and the log of what it shows; ends with its home."""
        log = self.dir / f'log-{len(self.processes)}'
        log.touch()
        return self.start(self.ownview, *words, '--demo-log', log, stderr=subprocess.PIPE), log


def lines_of(log):
    return [json.loads(line) for line in log.read_text().splitlines() if line.endswith('}')]


def lives_of(log):
    """The lines of each viewer that has written there: one that was started again counts its time anew."""
    lives = [[]]
    for line in lines_of(log):
        if lives[-1] and line['t_ms'] < lives[-1][-1]['t_ms']:
            lives.append([])
        lives[-1].append(line)
    return lives


def wait_for(log, process, wanted, life=0):
    """The first line from that life on that is as wanted, and all up to it; None when it does not come."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        lines = sum(lives_of(log)[life:], [])
        for i, line in enumerate(lines):
            if wanted(line):
                return lines[:i + 1]
        time.sleep(0.05)  # the log is a file: nothing to wait on but time
    return None


def in_list(line):
    """No one camera is on the screen."""
    return line['state'] == 'elsewhere'


def end(process, number):
    """Seconds from the signal to the end, and the exit status."""
    begin = time.monotonic()
    process.send_signal(number)
    try:
        status = process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        status = None
    return time.monotonic() - begin, status


def is_sentence(text):
    return text.count('\n') == 1 and len(text) > 20 and 'CRITICAL' not in text and 'WARNING' not in text


def wait_alive(process):
    try:
        process.wait(timeout=1.5)
        return False
    except subprocess.TimeoutExpired:
        return True


def viewer_below(supervisor, but=None):
    """The process below the supervisor, another one than @but; None when there is none within PATIENCE."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        children = pathlib.Path(f'/proc/{supervisor.pid}/task/{supervisor.pid}/children').read_text().split()
        # Before it has loaded the program anew it is a copy of the supervisor.
        for child in map(int, children):
            try:
                if child != but and pathlib.Path(f'/proc/{child}/cmdline').read_bytes().startswith(b'ownview-viewer'):
                    return child
            except FileNotFoundError:
                pass
        time.sleep(0.02)
    return None


def plan():
    """Ends the test: its plan, and the status to exit with."""
    print(f'1..{n}')
    return 1 if failed else 0

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The story of ./demo --shots: plays its scenes on a private screen and checks that each came out right.

Usage: story.py BUILD DIR. Writes DIR/1-live.png ... and DIR/story.json; exits 1 when a scene failed.
"""
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

SIZE = (1280, 800)
PATIENCE = 20  # seconds for one state; the whole story stays below 180
CAMERA = 'Front door'
LINKED = {'front-door': CAMERA, 'nursery': 'Nursery', 'garage': 'Garage'}


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
        self.clipboard = None

    def run(self, *words):
        return subprocess.run(words, env=dict(os.environ, DISPLAY=self.display), text=True,
                              capture_output=True, timeout=15)

    def fill(self):
        """No window manager here: makes the window as large as the screen, and gives it the keyboard."""
        self.run('xdotool', 'search', '--sync', '--onlyvisible', '--name', 'Ownview', 'windowmove', '0', '0',
                 'windowsize', *map(str, SIZE), 'windowfocus', '--sync')

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
        self.server.terminate()
        self.server.wait()
        if self.clipboard is not None:
            self.clipboard.terminate()
            self.clipboard.wait()


class Rig:
    def __init__(self, build, home):
        self.program = build / 'tests/rig/ownview-rig'
        self.home = home
        self.process = subprocess.Popen([self.program, 'run', '--dir', home], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise Failed('the cameras did not start')
        self.control = json.loads(line)['control']

    def call(self, *words):
        done = subprocess.run([self.program, *words], text=True, capture_output=True, timeout=15)
        if done.returncode != 0:
            raise Failed(f'ownview-rig {" ".join(map(str, words))}: {done.stderr.strip()}')
        return done.stdout

    def fault(self, camera, fault):
        self.call('ctl', '--control', self.control, camera, fault)

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

    def __init__(self, build, home, rig, screen, language=None):
        self.log_path = home / f'log-{language}'
        self.log_path.touch()
        environment = dict(os.environ, DISPLAY=screen.display, XDG_DATA_HOME=str(home / 'data'),
                           XDG_STATE_HOME=str(home / 'state'), OWNVIEW_DEMO_DIR=str(home), LC_ALL='C.UTF-8',
                           HOME=str(home), GDK_BACKEND='x11')
        environment.pop('WAYLAND_DISPLAY', None)
        if language is not None:
            environment['LANGUAGE'] = language
        # What the toolkit says of this bare screen (no session bus, no window manager) matters only on failure.
        self.said = open(home / 'said', 'w+')
        self.process = subprocess.Popen(
            [build / 'ui/ownview', '--camera', CAMERA, '--demo-control', rig.control, '--demo-log', self.log_path],
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


def live(line):
    return line['state'] == 'live'


def titled(title):
    return lambda line: line['title'] == title


def refused(words):
    return lambda line: line['state'] == 'refused' and line['words'] == words


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


class Story:
    def __init__(self, rig, viewer, screen, shots, links):
        self.rig, self.viewer, self.screen, self.shots, self.links = rig, viewer, screen, shots, links
        self.scenes = []
        self.started = time.monotonic()

    def scene(self, name, what, wanted, settle):
        """Waits for a state, lets it stand for a while, takes the picture, and notes what was seen.

        Returns the log's lines from the one that was waited for to the last: four a second, so that what was
        presented while the scene stood is seen, and not only what changed.
        """
        before = len(self.viewer.lines)
        self.viewer.wait_for(what, wanted)
        first = next(i for i in range(before, len(self.viewer.lines)) if wanted(self.viewer.lines[i]))
        until = self.viewer.lines[first]['t_ms'] + settle * 1000
        self.viewer.wait_for(f'{what} for {settle} s', lambda line: line['t_ms'] >= until)
        self.screen.shoot(self.shots / f'{name}.png')
        self.viewer.read()
        stood = self.viewer.lines[first:]
        last = stood[-1]
        self.scenes.append({
            'scene': name,
            'at_s': round(time.monotonic() - self.started, 2),
            'states': [state for state, _ in itertools.groupby(s['state'] for s in self.viewer.lines[before:])],
            'words': stood[0]['words'],
            'title': last['title'],
            'reason': stood[0]['reason'],
            'picture': last['picture'],
            'frames_presented': {CAMERA: last['frames_presented']},
            'frames_presented_in_scene': {CAMERA: last['frames_presented'] - stood[0]['frames_presented']},
            'admitted': last['admitted'],
            'refused': last['refused'],
        })
        return stood

    def refusal(self, name, fault, words, settle=2.0):
        """A refused scene: the picture is blank and not one frame is presented for as long as it stands."""
        self.rig.fault('front-door', fault)
        stood = self.scene(name, f'the warning "{words}"', refused(words), settle)
        if any(line['state'] != 'refused' or line['picture'] != 'blank' for line in stood):
            raise Failed(f'{name}: the picture came back while the fault was on')
        if len(stood) < 4 or stood[-1]['frames_presented'] != stood[0]['frames_presented']:
            raise Failed(f'{name}: frames were presented after the refusal')

    def live_scene(self, name, settle=1.5):
        """A live scene: frames are presented while it stands."""
        stood = self.scene(name, 'the live picture', live, settle)
        if stood[-1]['frames_presented'] - stood[0]['frames_presented'] < 10:
            raise Failed(f'{name}: the picture stood still')

    def heal(self, name=None):
        self.rig.fault('front-door', 'none')
        if name is None:
            self.viewer.wait_for('the live picture again', live)
        else:
            self.live_scene(name)

    def blank(self, name, what, wanted, settle=1.0):
        """A scene without a picture: not one frame is presented for as long as it stands."""
        stood = self.scene(name, what, wanted, settle)
        if not wanted(stood[-1]) or any(line['picture'] != 'blank' or line['frames_presented']
                                        != stood[0]['frames_presented'] for line in stood):
            raise Failed(f'{name}: something else came while it should have been said {what}')

    def details(self, name):
        """What is behind the second button of the panel that is shown, and back."""
        self.screen.press('Tab')
        self.screen.press('Return')
        self.blank(name, 'what was found', titled('Details'), 0.5)
        self.screen.press('Return')

    def paste(self, code):
        """On the page that asks for a camera's code."""
        self.screen.copy(code)
        self.screen.press('ctrl+v')

    def identities(self):
        """A camera that was sold, copies, impostors: what the code on the camera is for."""
        self.rig.fault('front-door', 'reset')
        self.blank('8-reset-and-resold', 'that it has a new identity',
                   titled('Front door has a new identity'))
        self.screen.press('Return')
        self.viewer.wait_for('the page that asks for the code', titled('Link Front door again'))
        self.paste(self.rig.code('nursery'))
        self.blank('9-clone', 'that the key is another camera\'s', titled('This camera is already your Nursery'))
        self.screen.press('Return')
        self.viewer.wait_for('the page that asks for the code', titled('Link Front door again'))
        self.rig.fault('front-door', 'impostor')
        self.paste(self.rig.code('front-door'))
        self.blank('10-impostor-address', 'that something else answered',
                   titled('Something else answered in the camera\'s place'))
        self.rig.fault('front-door', 'none')
        self.links.call('add', '-', '--room', 'Ours now', '--yes', text=self.rig.code('front-door'), neighbours=True)
        self.screen.press('Return')
        self.blank('11-in-another-home', 'that it has another home', titled('This camera is already linked to a home'))
        self.rig.fault('front-door', 'reset')
        self.screen.press('Return')
        self.scene('12-question', 'the question', titled('Is this your Front door?'), 1.0)
        self.screen.press('Tab')
        self.screen.press('Return')
        self.blank('13-linked-again', 'that it is linked', titled('Front door is linked'))
        self.screen.press('Return')
        self.viewer.wait_for('the live picture', live)
        self.rig.fault('front-door', 'reset+newkey')
        self.blank('14-silent-new-key', 'that it is another camera', titled('This is not your Front door camera'))

    def store(self):
        """Somebody gets at the disk: an older record, another camera's record."""
        old = self.links.read(CAMERA)
        room_id, other_id = self.links.id_of(CAMERA), self.links.id_of('Nursery')
        self.links.call('add', '-', '--again', CAMERA, '--yes', text=self.rig.code('front-door'))
        self.viewer.wait_for('the live picture', live)
        good, other = self.links.read(CAMERA), self.links.read('Nursery')
        hub = lambda line: line['state'] == 'hub-problem'
        self.links.write(room_id, old)
        self.blank('15-rolled-back-store', 'that its record is an older one', hub)
        self.details('16-what-was-found')
        self.links.write(room_id, good)
        self.viewer.wait_for('the live picture', live)
        self.links.write(room_id, other)
        self.links.write(other_id, good)
        self.blank('17-swapped-records', 'that its record is another camera\'s', hub)
        self.details('18-what-was-found')
        self.links.write(room_id, good)
        self.links.write(other_id, other)
        self.live_scene('19-back')

    def several(self):
        """Side by side: one is refused, the others go on."""
        self.screen.press('Escape')
        self.rig.fault('garage', 'stranger')
        self.scene('20-one-of-three-refused', 'that one camera is not shown', titled('1 camera not shown'), 2.0)
        self.rig.fault('garage', 'none')
        self.screen.press('Return')
        self.viewer.wait_for('the live picture', live)

    def times(self):
        """What is not now: a picture that stands still."""
        self.rig.fault('front-door', 'freeze')
        self.scene('21-frozen', 'that it stopped', lambda line: line['state'] == 'stalled', 4.5)
        self.heal()

    def language(self, name, viewer):
        """The same refusal to somebody else."""
        self.viewer.close()
        self.viewer = viewer
        self.screen.fill()
        self.rig.fault('front-door', 'none')
        self.viewer.wait_for('the live picture', live)
        self.refusal(name, 'stranger', 'wrong-camera', 1.5)
        if self.viewer.lines[-1]['title'] == 'This is not your Front door camera':
            raise Failed(f'{name}: it is said in English')

    def play(self, start):
        """@start: another viewer, in a language."""
        self.live_scene('1-live')
        self.refusal('2-stranger-refused', 'stranger', 'wrong-camera')
        self.heal('3-recovery')
        self.refusal('4-own-cameras-swapped', 'own-mixed=nursery', 'one-of-yours')
        self.heal()
        self.refusal('5-changed-picture', 'changed', 'changed')
        # The third refusal within ten minutes stays until somebody asks again.
        self.rig.fault('front-door', 'none')
        self.screen.press('Return')
        self.viewer.wait_for('the live picture after "Try again"', live)
        self.rig.fault('front-door', 'gone')
        self.scene('6-camera-gone', 'that there is no picture', lambda line: line['state'] == 'no-picture', 1.0)
        self.heal('7-back')
        self.identities()
        self.store()
        self.several()
        self.times()
        for name, language in (('22-french', 'fr'), ('23-arabic', 'ar')):
            self.language(name, start(language))


def play(build, shots, home, closers):
    screen = Screen()
    closers.append(screen.close)
    rig = Rig(build, home)
    closers.append(rig.close)
    os.environ.update(XDG_DATA_HOME=str(home / 'data'), XDG_STATE_HOME=str(home / 'state'),
                      OWNVIEW_DEMO_DIR=str(home))
    rig.link(build / 'client/ownview-link')
    viewer = Viewer(build, home, rig, screen)
    screen.fill()
    story = Story(rig, viewer, screen, shots, Links(build, home))
    closers.append(lambda: story.viewer.close())
    problem = None
    try:
        story.play(lambda language: Viewer(build, home, rig, screen, language))
    except Failed as failure:
        story.viewer.said.seek(0)
        problem = '\n'.join([str(failure), *story.viewer.said.read().split('\n')]).strip()
        screen.shoot(shots / 'failed.png')
    report = {'seconds': round(time.monotonic() - story.started, 1), 'problem': problem,
              'scenes': story.scenes, 'log': story.viewer.lines}
    (shots / 'story.json').write_text(json.dumps(report, indent=1) + '\n')
    for scene in story.scenes:
        print(f'{scene["at_s"]:6.1f} s  {scene["scene"]:24} {scene["title"]:48} {scene["reason"]:16} '
              f'{scene["frames_presented_in_scene"][CAMERA]:4} frames presented in it')
    return problem


def main(build, shots):
    build, shots = pathlib.Path(build), pathlib.Path(shots)
    closers = []
    # Whoever ends the story ends everything it started.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
    with tempfile.TemporaryDirectory(prefix='ownview-story-') as home:
        try:
            problem = play(build, shots, pathlib.Path(home), closers)
        except Failed as failure:
            problem = str(failure)
        finally:
            for close in reversed(closers):
                close()
    if problem:
        print(f'story: {problem}', file=sys.stderr)
        return 1
    print(f'The pictures and story.json are in {shots}')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2]))

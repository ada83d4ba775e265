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
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.dont_write_bytecode = True
import cache  # noqa: E402
from stage import CAMERA, PATIENCE, Failed, Links, Rig, Screen, Viewer, has_time  # noqa: E402


def live(line):
    return line['state'] == 'live'


def titled(title):
    return lambda line: line['title'] == title


def refused(words):
    return lambda line: line['state'] == 'refused' and line['words'] == words


def presented(lines):
    """Frames while @lines were written; a page that is made anew counts from nothing."""
    counts = [line['frames_presented'] for line in lines]
    return sum(b - a if b >= a else b for a, b in itertools.pairwise(counts))


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
        name = f'{len(self.scenes) + 1}-{name}'
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
            'frames_presented_in_scene': {CAMERA: presented(stood)},
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
        if len(stood) < 4 or presented(stood):
            raise Failed(f'{name}: frames were presented after the refusal')

    def live_scene(self, name, settle=1.5):
        """A live scene: frames are presented while it stands."""
        stood = self.scene(name, 'the live picture', live, settle)
        if presented(stood) < 10:
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
        if not wanted(stood[-1]) or presented(stood) or any(line['picture'] != 'blank' for line in stood):
            raise Failed(f'{name}: something else came while it should have been said {what}')

    def january(self, folder, closers):
        """A real cache in front of the cameras mixes up its objects, since its key leaves the camera out."""
        if cache.find() is None:
            print('story: the scene with a cache is left out; install nginx-light.', file=sys.stderr)
            return
        own = json.loads(self.links.call('show', '--json', CAMERA))['address']
        while self.rig.session('kitchen') < self.rig.session('front-door'):
            self.rig.reboot('kitchen')
        # Two of one maker, plugged in together: the same names for each piece of video.
        self.rig.reboot('kitchen', 'front-door')
        mixing = cache.Cache(folder, self.rig, 'kitchen')
        closers.append(mixing.close)
        mixing.wait_for_neighbour()
        self.rig.fault('front-door', 'drift')  # it showed under poor network conditions only
        self.links.call('address', CAMERA, mixing.address('front-door'))
        stood = self.scene('1-january-2020', 'that it is another camera', refused('wrong-camera'), 3.0)
        if presented(stood):
            raise Failed('1-january-2020: frames were presented after the refusal')
        closers.remove(mixing.close)
        mixing.close()
        self.links.call('address', CAMERA, own)
        self.rig.fault('front-door', 'none')
        self.live_scene('without-the-cache')

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
        self.blank('reset-and-resold', 'that it has a new identity',
                   titled('Front door has a new identity'))
        self.screen.press('Return')
        self.viewer.wait_for('the page that asks for the code', titled('Link Front door again'))
        self.paste(self.rig.code('nursery'))
        self.blank('clone', 'that the key is another camera\'s', titled('This camera is already your Nursery'))
        self.screen.press('Return')
        self.viewer.wait_for('the page that asks for the code', titled('Link Front door again'))
        self.rig.fault('front-door', 'impostor')
        self.paste(self.rig.code('front-door'))
        self.blank('impostor-address', 'that something else answered',
                   titled('Something else answered in the camera\'s place'))
        self.rig.fault('front-door', 'none')
        self.links.call('add', '-', '--room', 'Ours now', '--yes', text=self.rig.code('front-door'), neighbours=True)
        self.screen.press('Return')
        self.blank('in-another-home', 'that it has another home', titled('This camera is already linked to a home'))
        self.rig.fault('front-door', 'reset')
        self.screen.press('Return')
        self.scene('question', 'the question', titled('Is this your Front door?'), 1.0)
        self.screen.press('Tab')
        self.screen.press('Return')
        self.blank('linked-again', 'that it is linked', titled('Front door is linked'))
        self.screen.press('Return')
        self.viewer.wait_for('the live picture', live)
        self.rig.fault('front-door', 'reset+newkey')
        self.blank('silent-new-key', 'that it is another camera', titled('This is not your Front door camera'))

    def store(self):
        """Somebody gets at the disk: an older record, another camera's record."""
        old = self.links.read(CAMERA)
        room_id, other_id = self.links.id_of(CAMERA), self.links.id_of('Nursery')
        self.links.call('add', '-', '--again', CAMERA, '--yes', text=self.rig.code('front-door'))
        self.viewer.wait_for('the live picture', live)
        good, other = self.links.read(CAMERA), self.links.read('Nursery')
        hub = lambda line: line['state'] == 'hub-problem'
        self.links.write(room_id, old)
        self.blank('rolled-back-store', 'that its record is an older one', hub)
        self.details('what-was-found')
        self.links.write(room_id, good)
        self.viewer.wait_for('the live picture', live)
        self.links.write(room_id, other)
        self.links.write(other_id, good)
        self.blank('swapped-records', 'that its record is another camera\'s', hub)
        self.details('what-was-found')
        self.links.write(room_id, good)
        self.links.write(other_id, other)
        self.live_scene('back')

    def several(self):
        """Side by side: one is refused, the others go on."""
        self.screen.press('Escape')
        self.rig.fault('garage', 'stranger')
        self.scene('one-of-three-refused', 'that one camera is not shown', titled('1 camera not shown'), 2.0)
        self.rig.fault('garage', 'none')
        self.screen.press('Return')
        self.viewer.wait_for('the live picture', live)

    def reboot(self):
        """The camera starts anew, and the viewer has come to know its new session."""
        self.rig.reboot('front-door')
        admitted = self.viewer.lines[-1]['admitted']
        self.viewer.wait_for('its new session', lambda line: live(line) and line['admitted'] > admitted + 4)

    def times(self):
        """What is not now: a picture that stands still, falls behind, can't be dated, is from before."""
        self.rig.fault('front-door', 'freeze')
        self.scene('frozen', 'that it stopped', lambda line: line['state'] == 'stalled', 4.5)
        self.heal()
        # Without a clock it is not known how far behind a picture is, only that it is no longer proved live.
        unproven = lambda line: line['state'] == 'time-unproven'
        behind = (lambda line: line['state'] == 'late') if has_time() else unproven
        self.rig.fault('front-door', 'drift')
        self.scene('falling-behind', 'that it is not live any more', behind, 3.0)
        self.heal()
        self.rig.fault('front-door', 'deaf')
        if has_time():
            self.live_scene('clock-known')
        else:
            self.scene('clock-unknown', 'that the time is being checked', unproven, 1.5)
        self.heal()
        self.reboot()
        self.refusal('old-session', 'old-session', 'old')
        self.rig.fault('front-door', 'none')

    def kiosk(self, start):
        """A device that shows nothing else, under a compositor for such devices."""
        self.viewer.close()
        self.viewer = start()
        self.live_scene('kiosk')
        self.refusal('kiosk-refused', 'stranger', 'wrong-camera')

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

    def play(self, start, home, closers):
        """@start: another viewer, with words for it, in a language; @home: a folder for what the scenes need."""
        self.live_scene('live')
        self.january(home / 'cache', closers)
        self.refusal('stranger-refused', 'stranger', 'wrong-camera')
        self.heal('recovery')
        self.refusal('own-cameras-swapped', 'own-mixed=nursery', 'one-of-yours')
        self.heal()
        self.refusal('changed-picture', 'changed', 'changed')
        # The third refusal within ten minutes stays until somebody asks again.
        self.rig.fault('front-door', 'none')
        self.screen.press('Return')
        self.viewer.wait_for('the live picture after "Try again"', live)
        self.rig.fault('front-door', 'gone')
        self.scene('camera-gone', 'that there is no picture', lambda line: line['state'] == 'no-picture', 1.0)
        self.heal('back')
        self.identities()
        self.store()
        self.several()
        self.times()
        for name, language in (('french', 'fr'), ('arabic', 'ar')):
            self.language(name, start(language=language))
        self.rig.fault('front-door', 'none')
        (home / 'compositor').mkdir()
        self.screen.compose(home / 'compositor')
        self.kiosk(lambda: start('--kiosk'))


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
        story.play(lambda *words, language=None: Viewer(build, home, rig, screen, *words, language=language), home,
                   closers)
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

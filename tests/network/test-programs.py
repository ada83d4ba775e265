#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The programs as a person meets them: real cameras' footage, no display, no network, ports in use, Ctrl-C.

Usage: test-programs.py OWNVIEW RIG FOOTAGE; prints TAP. Needs a demo build, whose log of transitions it reads.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
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

    def view(self, room):
        log = self.dir / f'log-{len(self.processes)}'
        log.touch()
        process = self.start(self.ownview, '--camera', room, '--demo-log', log, stderr=subprocess.PIPE)
        return process, log


def lines_of(log):
    return [json.loads(line) for line in log.read_text().splitlines() if line.endswith('}')]


def wait_for(log, process, wanted):
    """The first line that is as wanted, and all up to it; None when it does not come."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        lines = lines_of(log)
        for i, line in enumerate(lines):
            if wanted(line):
                return lines[:i + 1]
        time.sleep(0.05)  # the log is a file: nothing to wait on but time
    return None


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


def check_footage(ownview, rig, footage):
    files = [footage / 'signed_vendor_axis.h264', footage / 'test_h264.mp4']
    if not all(file.exists() for file in files):
        check(True, 'real footage # SKIP the shared footage is not here')
        return
    with Home(ownview, rig) as home:
        home.serve(*[f'--camera={file.stem},source={file}' for file in files])
        for file in files:
            process, log = home.view(file.stem)
            seen = wait_for(log, process, lambda line: line['state'] == 'live' and line['frames_presented'] > 25)
            end(process, signal.SIGTERM)
            check(seen is not None and lines_of(log)[-1]['refused'] == 0, f'real footage {file.name} is shown',
                  lines_of(log)[-4:])


def check_viewer(ownview, rig):
    with Home(ownview, rig) as home:
        none = home.run(ownview, DISPLAY='', WAYLAND_DISPLAY='')
        check(none.returncode == 1 and is_sentence(none.stderr), 'no display: one sentence, exit 1', none)
        unknown = home.run(ownview, '--show-anyway')
        check(unknown.returncode != 0 and 'Unknown option' in unknown.stderr, 'UI-10 no way to show it anyway', unknown)

        unknown = home.run(ownview, '--camera', 'Attic')
        check(unknown.returncode == 1 and is_sentence(unknown.stderr) and 'Attic' in unknown.stderr,
              'a camera that is not linked: one sentence', unknown)
        empty = home.start(ownview, stderr=subprocess.PIPE)
        check(wait_alive(empty), 'empty home: a window, not an error')
        _, status = end(empty, signal.SIGTERM)
        check(status == 0, 'SIGTERM on an empty home is a clean end', status)

        rig_process = home.serve()
        process, log = home.view('Front door')
        seen = wait_for(log, process, lambda line: line['state'] == 'live')
        check(seen is not None, 'live picture', lines_of(log))
        check(not any(line['state'] in ('refused', 'link-again') for line in lines_of(log)), 'nothing red on the way')
        seconds, status = end(process, signal.SIGINT)
        check(status in (0, 130) and seconds < 3, 'Ctrl-C in a live picture ends clean within 3 s', (seconds, status))

        end(rig_process, signal.SIGTERM)
        process, log = home.view('Front door')
        seen = wait_for(log, process, lambda line: line['state'] == 'no-picture')
        check(seen is not None and not any(line['state'] == 'refused' for line in lines_of(log)),
              'no network: no picture, never red', lines_of(log))
        end(process, signal.SIGTERM)

        key = home.dir / 'state' / 'ownview-demo' / 'mac.key'
        key.chmod(0o644)
        process, log = home.view('Front door')
        check(wait_alive(process), 'STO-05 a store that can\'t be believed: a window that says so, no picture')
        end(process, signal.SIGTERM)
        check(all(line['frames_presented'] == 0 for line in lines_of(log)), 'STO-05 nothing was shown')


def wait_alive(process):
    try:
        process.wait(timeout=1.5)
        return False
    except subprocess.TimeoutExpired:
        return True


def check_rig(ownview, rig):
    with Home(ownview, rig) as home:
        process = home.serve('--camera=Front door')
        second = home.run(rig, 'run', '--dir', home.dir)
        check(second.returncode == 1 and is_sentence(second.stderr), 'a second rig in one home: one sentence', second)
        taken = json.loads((home.dir / 'rig.json').read_text())['cameras'][0]['port']
        with tempfile.TemporaryDirectory() as other:
            clash = home.run(rig, 'run', '--dir', other, '--port', taken)
            check(clash.returncode == 1 and is_sentence(clash.stderr), 'port in use: one sentence, exit 1', clash)
        bad = home.run(rig, 'ctl', '--dir', home.dir, 'front-door', 'explode')
        check(bad.returncode != 0 and is_sentence(bad.stderr), 'unknown fault: one sentence', bad)
        bad = home.run(rig, 'run', '--dir', home.dir / 'x', '--segment', '9')
        check(bad.returncode != 0 and is_sentence(bad.stderr), 'segment of 9 s: one sentence', bad)
        seconds, status = end(process, signal.SIGTERM)
        check(status == 0 and seconds < 5, 'SIGTERM ends the rig', (seconds, status))


def main(ownview, rig, footage):
    check_viewer(ownview, rig)
    check_rig(ownview, rig)
    check_footage(ownview, rig, pathlib.Path(footage))
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The programs as a person meets them: real cameras' footage, no display, no network, ports in use, Ctrl-C.

Usage: test-programs.py OWNVIEW RIG FOOTAGE; prints TAP. Needs a demo build, whose log of transitions it reads.
"""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from programs import Home, check, end, in_list, is_sentence, lines_of, plan, wait_alive, wait_for  # noqa: E402


def check_footage(ownview, rig, footage):
    files = [footage / 'signed_vendor_axis.h264', footage / 'test_h264.mp4']
    if not all(file.exists() for file in files):
        check(True, 'real footage # SKIP the shared footage is not here')
        return
    with Home(ownview, rig) as home:
        home.serve(*[f'--camera={file.stem},source={file}' for file in files])
        for file in files:
            process, log = home.view('--camera', file.stem)
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
        empty, log = home.view()
        check(wait_for(log, empty, in_list) is not None, 'empty home: a window, not an error', lines_of(log))
        _, status = end(empty, signal.SIGTERM)
        check(status == 0, 'SIGTERM on an empty home is a clean end', status)

        rig_process = home.serve()
        process, log = home.view('--camera', 'Front door')
        seen = wait_for(log, process, lambda line: line['state'] == 'live')
        check(seen is not None, 'live picture', lines_of(log))
        check(not any(line['state'] in ('refused', 'link-again') for line in lines_of(log)), 'nothing red on the way')
        seconds, status = end(process, signal.SIGINT)
        check(status in (0, 130) and seconds < 3, 'Ctrl-C in a live picture ends clean within 3 s', (seconds, status))

        end(rig_process, signal.SIGTERM)
        process, log = home.view('--camera', 'Front door')
        seen = wait_for(log, process, lambda line: line['state'] == 'no-picture')
        check(seen is not None and not any(line['state'] == 'refused' for line in lines_of(log)),
              'no network: no picture, never red', lines_of(log))
        end(process, signal.SIGTERM)

        key = home.dir / 'state' / 'ownview-demo' / 'mac.key'
        key.chmod(0o644)
        process, log = home.view('--camera', 'Front door')
        check(wait_for(log, process, in_list) is not None and wait_alive(process),
              'STO-05 a store that can\'t be believed: a window that says so, no picture', lines_of(log))
        end(process, signal.SIGTERM)
        check(all(line['frames_presented'] == 0 for line in lines_of(log)), 'STO-05 nothing was shown')


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
    return plan()


sys.exit(main(*sys.argv[1:]))

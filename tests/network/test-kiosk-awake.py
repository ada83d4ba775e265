#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The screen stays on while a picture is on it, and no longer: asked of a Wayland compositor that can be asked. TAP.

Usage: test-kiosk-awake.py OWNVIEW RIG. Needs a demo build, cage and swayidle.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

NOBODY = 65534
IDLE = 2  # seconds without a hand on the device, after which swayidle would darken it

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from programs import PATIENCE, Home, check, lines_of, plan, wait_for  # noqa: E402

HEADLESS = {'WLR_BACKENDS': 'headless', 'WLR_LIBINPUT_NO_DEVICES': '1', 'WLR_RENDERER': 'pixman',
            'LIBSEAT_BACKEND': 'noop'}


def is_live(line):
    return line['state'] == 'live' and line['frames_presented'] > 5


def is_blank(line):
    return line['picture'] == 'blank' and line['frames_presented'] > 5


def appears(file, seconds):
    until = time.monotonic() + seconds
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return file.exists()


def main(ownview, rig):
    if os.geteuid() == 0:  # cage does not run as root
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    missing = [program for program in ('cage', 'swayidle', 'Xwayland') if not shutil.which(program)]
    if missing or not os.access(ownview, os.X_OK):
        print(f'1..0 # SKIP {", ".join(missing) or ownview} can not be run here')
        return 0
    with Home(ownview, rig) as home:
        home.serve('--camera=Nursery')
        for variable in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS'):
            home.environment.pop(variable, None)
        home.environment.update(HEADLESS, XDG_RUNTIME_DIR=str(home.dir))
        log, dark = home.dir / 'log', home.dir / 'dark'
        log.touch()
        cage = home.start('cage', '--', ownview, '--kiosk', '--demo-log', log, '--camera', 'Nursery',
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        check(wait_for(log, cage, is_live) is not None, 'live under cage', lines_of(log)[-2:])
        time.sleep(2)  # the compositor may be asked a second later
        home.environment['WAYLAND_DISPLAY'] = 'wayland-0'
        home.start('swayidle', '-w', 'timeout', IDLE, f'touch {dark}', stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
        check(not appears(dark, 3 * IDLE), 'UI-05 the screen stays on while a picture is on it')
        home.run(rig, 'ctl', '--dir', home.dir, 'nursery', 'gone')
        check(wait_for(log, cage, is_blank) is not None, 'the picture goes', lines_of(log)[-2:])
        check(appears(dark, PATIENCE), 'and the screen may go off')
        cage.send_signal(signal.SIGTERM)
        cage.wait(timeout=PATIENCE)
    return plan()


sys.exit(main(*sys.argv[1:]))

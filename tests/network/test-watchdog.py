#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The viewer stands still, crashes or is killed: its last picture goes, and it comes back blank. With a real camera.

Usage: test-watchdog.py OWNVIEW RIG [SECONDS], on a screen; prints TAP. Needs a demo build, whose log of transitions it
reads. With SECONDS it does nothing but look for misfires for as long, on a device that has no time for anything.
"""
import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from programs import PATIENCE, Home, check, end, is_sentence, lines_of, plan, viewer_below, wait_for  # noqa: E402

SEIZE, INTERRUPT = 0x4206, 0x4207  # of ptrace(2)
GONE = 2.5  # seconds after the main loop stood still
WALL = 0x40000000


def is_gone(pid):
    """Ended, or a zombie that nobody has waited for; waits for it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[0] in 'ZX':
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def shows_colour():
    """Whether the camera's green is anywhere on the screen, as the X server has it."""
    shot = subprocess.run(['import', '-window', 'root', '-depth', '8', 'rgb:-'], capture_output=True, timeout=15)
    assert shot.returncode == 0, shot.stderr
    pixels = shot.stdout
    return sum(r < 70 and g > 120 and b < 70 for r, g, b in zip(pixels[::30], pixels[1::30], pixels[2::30])) > 100


def is_live(line):
    return line['state'] == 'live' and line['frames_presented'] > 5


def came_back(log, supervisor, name):
    """Blank at first, and live again."""
    seen = wait_for(log, supervisor, is_live, life=1)
    check(seen is not None and seen[0]['picture'] == 'blank' and seen[0]['frames_presented'] == 0
          and not any(line['state'] in ('refused', 'link-again') for line in seen), name, seen)


def stop_main_thread(pid):
    """Stops the main thread and no other, from outside, as a driver that never answers would. False: not allowed here."""
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.ptrace(SEIZE, pid, None, None) == 0 and libc.ptrace(INTERRUPT, pid, None, None) == 0


def check_stall(home):
    process, log = home.view('--camera', 'Green')
    check(wait_for(log, process, is_live) is not None and shows_colour(), 'a live picture is on the screen', lines_of(log))
    viewer = viewer_below(process)
    if not stop_main_thread(viewer):
        check(True, 'UI-09 a main thread that stands still # SKIP ptrace is not allowed here')
        end(process, signal.SIGTERM)
        return
    began, last_seen, n_seen, n_blank = time.monotonic(), 0, 0, 0
    os.waitpid(viewer, WALL)  # it stands still
    ended = 0
    while time.monotonic() - began < 10 and not (ended and n_blank):
        at = time.monotonic() - began
        if ended == 0:
            ended, _ = os.waitpid(viewer, WALL | os.WNOHANG)
        if shows_colour():
            last_seen, n_seen = at, n_seen + 1
        else:
            n_blank += 1
    check(n_seen > 0 and n_blank > 0 and last_seen <= GONE,
          f'UI-09 the picture of a viewer that stands still is gone within {GONE} s',
          (n_seen, n_blank, last_seen))
    print(f'# {n_seen} pictures show it, the last one {last_seen:.2f} s after the main thread stood still')
    again = viewer_below(process, viewer)
    check(again is not None and again != viewer, 'UI-09 it is started again')
    came_back(log, process, 'UI-09 blank at first, and live again')
    _, status = end(process, signal.SIGTERM)
    check(status == 0 and is_gone(again), 'SIGTERM ends both', status)
    said = process.stderr.read()
    check(said.count('ownview: ') == 1 and 'stood still' in said, 'one sentence says what happened', said)


def check_crash(home, number):
    process, log = home.view('--camera', 'Green')
    check(wait_for(log, process, is_live) is not None, 'live', lines_of(log))
    viewer = viewer_below(process)
    os.kill(viewer, number)
    again = viewer_below(process, viewer)
    check(again is not None, f'{number.name} of the viewer: it is started again')
    came_back(log, process, f'{number.name} of the viewer: blank at first, and live again')
    seconds, status = end(process, signal.SIGINT)
    check(status == 0 and seconds < 3 and is_gone(again), 'Ctrl-C ends both', (seconds, status))
    said = process.stderr.read()
    check(said.count('ownview: ') == 1 and f'signal {int(number)}' in said, 'one sentence says so', said)


def check_orphan(home):
    process, log = home.view('--camera', 'Green')
    wait_for(log, process, is_live)
    viewer = viewer_below(process)
    process.kill()
    process.wait()
    check(is_gone(viewer), 'no viewer outlives its supervisor')


def check_both(home):
    """What holds in both processes (STO-13, STO-14)."""
    home.environment['GST_DEBUG_DUMP_DOT_DIR'] = '/nowhere'
    process, log = home.view('--camera', 'Green')
    wait_for(log, process, is_live)
    for pid, name in ((process.pid, 'the supervisor'), (viewer_below(process), 'the viewer')):
        variables = pathlib.Path(f'/proc/{pid}/environ').read_bytes()
        check(b'GST_DEBUG' not in variables and b'HOME=' in variables, f'STO-14 {name} has a clean environment', variables)
        limits = pathlib.Path(f'/proc/{pid}/limits').read_text()
        core = next(line for line in limits.splitlines() if line.startswith('Max core'))
        check(core.split()[4:6] == ['0', '0'], f'STO-13 {name} leaves no core file', core)
    status = pathlib.Path(f'/proc/{process.pid}/status').read_text()
    check('Threads:\t1\n' in status, 'the supervisor is one thread', status)
    end(process, signal.SIGTERM)
    del home.environment['GST_DEBUG_DUMP_DOT_DIR']


def check_own_end(home):
    """No restart for what the viewer decided itself."""
    none = home.run(home.ownview, DISPLAY='', WAYLAND_DISPLAY='')
    check(none.returncode == 1 and is_sentence(none.stderr), 'no display: ends once', none)
    process, log = home.view('--camera', 'Green')
    wait_for(log, process, is_live)
    viewer = viewer_below(process)
    os.kill(viewer, signal.SIGTERM)
    check(process.wait(timeout=PATIENCE) == 0 and is_gone(viewer), 'a viewer that was asked to end stays ended')


def check_soak(home, seconds):
    """Stopped and continued, with four times as much to compute as there are processors: that is no stall."""
    process, log = home.view('--camera', 'Green')
    check(wait_for(log, process, is_live) is not None, 'live', lines_of(log))
    viewer = viewer_below(process)
    for _ in range(4 * os.cpu_count()):
        home.start(sys.executable, '-c', 'while True: pass')
    until, n_stops = time.monotonic() + seconds, 0
    while time.monotonic() < until and viewer_below(process) == viewer:
        os.kill(viewer, signal.SIGSTOP)
        time.sleep(3)
        os.kill(viewer, signal.SIGCONT)
        time.sleep(4)
        n_stops += 1
    check(viewer_below(process) == viewer, f'UI-09 no misfire in {seconds} s with {n_stops} stops')
    end(process, signal.SIGTERM)
    said = process.stderr.read()
    check('ownview: ' not in said, 'the supervisor has nothing to say', said)


def main(ownview, rig, seconds=None):
    with Home(ownview, rig) as home:
        home.serve('--camera=Green,color=#20a020')
        if seconds is not None:
            check_soak(home, int(seconds))
            return plan()
        check_stall(home)
        check_crash(home, signal.SIGSEGV)
        check_crash(home, signal.SIGKILL)
        check_orphan(home)
        check_both(home)
        check_own_end(home)
    return plan()


sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A device that does nothing but show the cameras: on a bare X server, and on a Wayland kiosk compositor. With real cameras.

Usage: test-kiosk.py OWNVIEW RIG [DIR]; prints TAP, and leaves pictures of the screens in DIR. Needs a demo build.
"""
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from programs import PATIENCE, Home, check, end, in_list, lines_of, plan, viewer_below, wait_alive, wait_for  # noqa: E402

GROUND = bytes((0x0b, 0x0b, 0x0d))  # of the window; an X server's is black
MARGIN = 24  # pixels: the picture never comes nearer to the screen's edge
ROOM, SLUG, OTHER = 'Nursery', 'nursery', 'Front door'


class Screen:
    """An X server of its own, and on it, when it is to be Wayland, a compositor that shows one window."""

    def __init__(self, width, height, wayland, folder):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ['Xvfb', '-displayfd', str(write), '-screen', '0', f'{width}x{height}x24', '-nolisten', 'tcp', '-noreset'],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            self.display = f':{answer.readline().strip()}'
        self.variables = {'DISPLAY': self.display, 'XDG_RUNTIME_DIR': str(folder)}
        self.compositor = None
        if wayland:
            self.compositor = subprocess.Popen(
                ['weston', '--backend=x11-backend.so', '--shell=kiosk-shell.so', '--use-pixman', '--idle-time=0',
                 '--socket=screen', '--no-config', f'--width={width}', f'--height={height}'],
                env=dict(os.environ, **self.variables), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_until((folder / 'screen').exists)
            self.variables = {'WAYLAND_DISPLAY': 'screen', 'XDG_RUNTIME_DIR': str(folder)}

    def run(self, *words):
        return subprocess.run(words, env=dict(os.environ, DISPLAY=self.display), capture_output=True, timeout=15)

    def shoot(self, file=None):
        """What is on the screen: width, height, pixels of three bytes."""
        if file is not None:
            self.run('import', '-window', 'root', str(file))
        ppm = self.run('import', '-window', 'root', '-depth', '8', 'ppm:-').stdout
        _, size, _, pixels = ppm.split(b'\n', 3)
        return (*map(int, size.split()), pixels)

    def close(self):
        for process in (self.compositor, self.server):
            if process is not None:
                process.terminate()
                process.wait()


def wait_until(fact):
    """Whether it becomes one; a screen tells nobody that it has changed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if fact():
            return True
        time.sleep(0.05)
    return False


def covers(shot):
    """The window reaches every edge of the screen, and the picture none."""
    width, height, pixels = shot
    edge = [y * width + x for x in range(width) for y in (0, MARGIN - 1, height - 1)]
    edge += [y * width + x for y in range(height) for x in (0, MARGIN - 1, width - 1)]
    return all(pixels[3 * i:3 * i + 3] == GROUND for i in edge)


def strip_above(shot):
    """Words stand above the green picture."""
    width, height, pixels = shot
    rows = [pixels[3 * width * y:3 * width * (y + 1)] for y in range(height)]
    green = [y for y, row in enumerate(rows)
             if sum(r < 70 and g > 120 and b < 70 for r, g, b in zip(row[::3], row[1::3], row[2::3])) > width / 4]
    return bool(green) and any(min(row[3 * x:3 * x + 3]) > 200 for row in rows[:green[0]] for x in range(width))


class CursorImage(ctypes.Structure):
    _fields_ = [('x', ctypes.c_short), ('y', ctypes.c_short), ('width', ctypes.c_ushort), ('height', ctypes.c_ushort),
                ('xhot', ctypes.c_ushort), ('yhot', ctypes.c_ushort), ('serial', ctypes.c_ulong),
                ('pixels', ctypes.POINTER(ctypes.c_ulong)), ('atom', ctypes.c_ulong), ('name', ctypes.c_char_p)]


class Pointer:
    """What the X server draws where the pointer is."""

    def __init__(self, display):
        self.x11, self.fixes = ctypes.CDLL('libX11.so.6'), ctypes.CDLL('libXfixes.so.3')
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.fixes.XFixesGetCursorImage.restype = ctypes.POINTER(CursorImage)
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        self.fixes.XFixesQueryExtension(self.display, ctypes.byref(ctypes.c_int()), ctypes.byref(ctypes.c_int()))

    def is_seen(self):
        image = self.fixes.XFixesGetCursorImage(self.display)
        seen = any(image[0].pixels[i] & 0xffffffff for i in range(image[0].width * image[0].height))
        self.x11.XFree(image)
        return seen


def is_live(line):
    return ROOM in line['camera'] and line['state'] == 'live' and line['frames_presented'] > 5


def check_picture(screen, home, name, pictures):
    """Returns the viewer, which shows one camera."""
    process, log = home.view('--kiosk', '--camera', ROOM)
    seen = wait_for(log, process, is_live)
    check(seen is not None and seen[0]['picture'] == 'blank', f'{name}: blank at first, then live', lines_of(log)[-4:])
    shot = screen.shoot(pictures / f'kiosk-{name}.png' if pictures else None)
    check(covers(shot), f'{name}: the window covers the screen, the picture stays away from its edge')
    check(strip_above(shot), f'UI-05 {name}: the strip is above the picture')
    return process, log


def check_pointer(screen, name):
    """A compositor draws the pointer into its picture; an X server keeps it apart."""
    is_seen = Pointer(screen.display).is_seen if screen.compositor is None else lambda: not covers(screen.shoot())
    check(not is_seen(), f'{name}: no pointer at the start')
    for x in (200, 210, 220):
        screen.run('xdotool', 'mousemove', str(x), '10')
    check(wait_until(is_seen), f'{name}: a pointer that moves is seen')
    check(wait_until(lambda: not is_seen()), f'{name}: and hides when it rests')


def check_no_way_out(screen, process, log, name):
    for key in ('Escape', 'Escape', 'Escape', 'alt+F4', 'ctrl+q', 'ctrl+w', 'ctrl+shift+i', 'ctrl+shift+d', 'F11'):
        screen.run('xdotool', 'key', key)
    if screen.compositor is None:
        screen.run('xdotool', 'search', '--name', 'Ownview', 'windowquit')
    left = wait_for(log, process, in_list)
    check(left is not None and wait_alive(process), f'{name}: keys lead back to all cameras, and no further',
          lines_of(log)[-2:])
    check(wait_until(lambda: covers(screen.shoot())), f'{name}: nothing else came to the screen')


def check_sizes(screen, name):
    """The monitor is another one, as after unplugging."""
    screen.run('xrandr', '--newmode', 'small', *'30 800 824 896 992 480 483 493 500'.split())
    screen.run('xrandr', '--addmode', 'screen', 'small')
    for mode, size in (('small', (800, 480)), ('1280x800', (1280, 800))):
        screen.run('xrandr', '--output', 'screen', '--mode', mode)
        check(wait_until(lambda: screen.shoot()[:2] == size and covers(screen.shoot())),
              f'{name}: a screen of {size[0]} x {size[1]} is covered too')


def check_last(home, name):
    """What was open last is open again: one camera, all of them, one that is not linked any more."""
    last = home.dir / 'state' / 'ownview-demo' / 'last'
    process, log = home.view('--kiosk', '--camera', ROOM)
    check(wait_until(lambda: last.exists() and last.read_text()), f'{name}: what is open is remembered')
    end(process, signal.SIGTERM)
    process, log = home.view('--kiosk')
    seen = wait_for(log, process, is_live)
    check(seen is not None and seen[0]['picture'] == 'blank', f'{name}: the same camera again, blank at first',
          lines_of(log)[-2:])
    check(last.stat().st_mode & 0o777 == 0o600, f'{name}: for its user alone')

    os.kill(viewer_below(process), signal.SIGKILL)
    seen = wait_for(log, process, is_live, life=1)
    check(seen is not None and seen[0]['picture'] == 'blank', f'UI-08 {name}: and after a crash', lines_of(log)[-2:])
    end(process, signal.SIGTERM)
    for text, what in (('', 'all cameras'), ('0' * 32, 'a camera that is not linked'), ('x' * 4096, 'a file of junk')):
        last.write_text(text)
        process, log = home.view('--kiosk')
        check(wait_for(log, process, in_list) is not None, f'{name}: {what} opens the list', lines_of(log)[-2:])
        _, status = end(process, signal.SIGTERM)
        check(status == 0, f'{name}: SIGTERM ends it', (status, process.stderr.read()))


def check_screen(home, name, size, wayland, pictures):
    folder = home.dir / f'run-{name}'
    folder.mkdir(mode=0o700)
    screen = Screen(*size, wayland, folder)
    home.environment.update(screen.variables)
    for variable in {'DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS'} - set(screen.variables):
        home.environment.pop(variable, None)
    try:
        process, log = check_picture(screen, home, name, pictures)
        check_pointer(screen, name)
        if not wayland:
            check_sizes(screen, name)
        check_no_way_out(screen, process, log, name)
        if pictures:
            screen.shoot(pictures / f'kiosk-{name}-all.png')
        end(process, signal.SIGTERM)
        said = process.stderr.read()
        check('ownview: ' not in said and 'D-Bus' not in said, f'{name}: it does well without a session bus', said)
        if not wayland:
            check_last(home, name)
    finally:
        screen.close()


def main(ownview, rig, pictures=None):
    with Home(ownview, rig) as home:
        home.serve(f'--camera={ROOM},color=#20a020', f'--camera={OTHER},color=#20a020')
        pictures = pictures and pathlib.Path(pictures)
        check_screen(home, 'x11', (1280, 800), False, pictures)
        if shutil.which('weston'):
            check_screen(home, 'wayland', (1920, 1080), True, pictures)
        else:
            check(True, 'wayland # SKIP weston is not installed')
    return plan()


sys.exit(main(*sys.argv[1:]))

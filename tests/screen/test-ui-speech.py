#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What assistive technology hears of the window over AT-SPI: names, roles, one alert per transition. Prints TAP.

Usage: test-ui-speech.py PROGRAM TRANSCRIPT. PROGRAM is the driven window; what was heard is written to TRANSCRIPT.
The system's own Python, for its D-Bus. Without dbus, at-spi2-core or python3-gi it is skipped.
"""
import os
import re
import shutil
import subprocess
import sys
import time

BUS = 'OWNVIEW_TEST_BUS'  # set on a bus of its own: where the answers go
PATIENCE = 20  # seconds until the window is known to the registry
# Roles as they are numbered on the bus.
ROLES = {2: 'alert', 23: 'window', 27: 'image', 29: 'label', 39: 'group', 43: 'button', 48: 'scroll bar', 54: 'status',
         55: 'grid', 56: 'grid cell', 61: 'text box', 75: 'application'}
# Whatever a hand can use. A card is a cell of a grid.
ACTIVE = {'button', 'grid cell', 'text box'}
# What GTK calls a thing that has no name.
FALLBACK = re.compile('(Gtk|Ui)[A-Z][A-Za-z]*')
UNWANTED = re.compile(r'certificate|signature|hash', re.IGNORECASE)
ISOLATES = re.compile('[\u2066-\u2069]')


def skip(why):
    print(f'1..0 # SKIP {why}')
    sys.exit(0)


if shutil.which('dbus-run-session') is None:
    skip('no dbus-run-session (Debian: dbus)')
if not os.path.exists('/usr/share/dbus-1/services/org.a11y.Bus.service'):
    skip('no AT-SPI (Debian: at-spi2-core)')
if shutil.which('Xvfb') is None:
    skip('no Xvfb')
try:
    from gi.repository import Gio, GLib
except ImportError:
    skip('no python3-gi')
if BUS not in os.environ:  # what its daemons print is no TAP
    os.environ[BUS] = str(os.dup(1))
    os.set_inheritable(int(os.environ[BUS]), True)
    os.dup2(2, 1)
    os.execvp('dbus-run-session', ['dbus-run-session', '--', sys.executable, *sys.argv])
os.dup2(int(os.environ.pop(BUS)), 1)


class Ears:
    """A listener on the bus of assistive technology: the objects of one program, and the names that change."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address, = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                     Gio.DBusCallFlags.NONE, PATIENCE * 1000, None)
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None, None)
        self.roles = {}
        self.heard = []
        self.bus.signal_subscribe(None, 'org.a11y.atspi.Event.Object', 'PropertyChange', None, 'accessible-name',
                                  Gio.DBusSignalFlags.NONE, self.on_change)
        self.registry = 'org.a11y.atspi.Registry'
        self.call(self.registry, '/org/a11y/atspi/registry', 'org.a11y.atspi.Registry', 'RegisterEvent',
                  GLib.Variant('(s)', ('object:property-change',)))
        self.program = None

    def call(self, name, path, interface, method, arguments=None):
        return self.bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                                  PATIENCE * 1000, None).unpack()

    def ask_all(self, paths, method):
        """All at once, for each costs a way over the bus and back. None: that object is gone."""
        answers = {}

        def on_answer(bus, result, path):
            try:
                answers[path] = bus.call_finish(result).unpack()[0]
            except GLib.Error as error:
                if not error.matches(Gio.DBusError.quark(), Gio.DBusError.UNKNOWN_METHOD):
                    sys.exit(f'{method} of {path}: {error.message}')
                answers[path] = None

        for path in paths:
            self.bus.call(self.program, path, 'org.a11y.atspi.Accessible', method, None, None,
                          Gio.DBusCallFlags.NONE, PATIENCE * 1000, None, on_answer, path)
        while len(answers) < len(paths):
            GLib.MainContext.default().iteration(True)
        return answers

    def attend(self):
        """Waits for the one program that is there."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            children, = self.call(self.registry, '/org/a11y/atspi/accessible/root', 'org.a11y.atspi.Accessible',
                                  'GetChildren')
            if children:
                self.program, self.root = children[0]
                return
            time.sleep(0.02)  # the registry tells nobody who did not ask for it in time
        sys.exit('the window never came to the registry')

    def on_change(self, bus, sender, path, interface, signal, arguments):
        self.heard.append((path, arguments.unpack()[3]))

    def take(self):
        """(role, name) of what changed its name; all that was sent before an answer is here when that is."""
        self.ask_all([self.root], 'GetRole')
        while GLib.MainContext.default().pending():
            GLib.MainContext.default().iteration(False)
        heard, self.heard = self.heard, []
        self.roles.update(self.ask_all({path for path, _ in heard} - self.roles.keys(), 'GetRole'))
        return [(ROLES.get(self.roles[path], '?'), plain(name)) for path, name in heard]

    def elements(self):
        """(depth, role, name) of everything, each before what it holds."""
        children, level = {}, [self.root]
        while level:
            answers = self.ask_all(level, 'GetChildren')
            found = {path: [child for _, child in held or ()] for path, held in answers.items()}
            children.update(found)
            level = [child for path in level for child in found[path]]
        items = {item[0][1]: (ROLES.get(item[7], '?'), plain(item[6])) for item in
                 self.call(self.program, '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems')[0]}

        def under(path, depth):
            yield depth, *items.get(path, ('?', ''))
            for child in children[path]:
                yield from under(child, depth + 1)
        return list(under(self.root, 0))


def plain(text):
    return ISOLATES.sub('', text)


class Window:
    def __init__(self, program, ears, transcript):
        self.ears = ears
        self.transcript = transcript
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self.process.stdout.readline():
            skip('the window did not open') if self.process.wait() == 77 else sys.exit('the window ended')

    def do(self, *lines):
        """What is heard of it."""
        heard = []
        for line in lines:
            print(line, file=self.process.stdin, flush=True)
            if self.process.stdout.readline() != 'done\n':
                sys.exit(f'the window ended at {line!r}')
            told = self.ears.take()
            print(f'> {line}', *(f'    {role}: {name!r}' for role, name in told), sep='\n', file=self.transcript)
            heard += told
        return heard

    def alerts(self, *lines):
        return [name for role, name in self.do(*lines) if role == 'alert' and name]

    def elements(self, *lines):
        self.do(*lines)
        elements = self.ears.elements()
        print(*(f'{"  " * depth}{role}: {name!r}' for depth, role, name in elements), sep='\n', file=self.transcript)
        return [(role, name) for _, role, name in elements]

    def close(self):
        self.process.stdin.close()
        return self.process.wait(timeout=PATIENCE)


n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} - {name}' + ('' if good else f'\n# {detail}'))


PAGES = [
    ('the grid', ['grid'], ['Checking Front door…']),
    ('a refused page', ['open Front door', 'refuse wrong-camera'], ['All cameras', 'Try again', 'Details']),
    ('details', ['press Details'], ['Close']),
    ('a live page', ['open Garage', 'live'], ['Save picture']),
    ('the menu', ['menu'], []),
    ('the history', ['history'], []),
    ('its details', ['press'], ['Close']),
    ('the list that is edited', ['manage'], []),
    ('a new name', ['press Rename'], ['Done']),
    ('the ways to link', ['add'], []),
    ('a typed code', ['press Type the code'], ['Done']),
    ('the rooms', ['add', 'press Scan the code', 'found DPP:I:SN=OV-0417;;'], ['Nursery']),
    ('the question', ['press Nursery', 'confirm'], []),
    ('no link', ['add', 'press Scan the code', 'found DPP:I:SN=OV-0417;;', 'press Nursery', 'fail'], []),
]


def check_pages(window):
    for page, lines, wanted in PAGES:
        elements = window.elements(*lines)
        active = [element for element in elements if element[0] in ACTIVE]
        nameless = [role for role, name in active if not name.strip() or FALLBACK.fullmatch(name)]
        missing = [name for name in wanted if ('button', name) not in active and ('grid cell', name) not in active]
        check(active and not nameless, f'everything on {page} has a name',
              f'{len(nameless)} of {len(active)} have none: {active}'[:900])
        if wanted:
            check(not missing, f'{page} offers {", ".join(wanted)}',
                  f'{missing} missing: {active}'[:900])


def check_one(heard, name, *parts):
    """One alert, in whole sentences that hold @parts, and none of the words that only Details has."""
    check(len(heard) == 1 and all(part in heard[0] for part in parts) and not UNWANTED.search(heard[0]), name, heard)


def check_page(window):
    wrong = ('This is not your Front door camera. ', 'We received video from another camera',
             'Nothing from it was saved.')
    check(window.alerts('fresh', 'open Front door', 'live') == [], 'a live picture is no alert')
    check_one(window.alerts('refuse wrong-camera'), 'a refusal is one alert', *wrong)
    check(window.alerts('refuse wrong-camera', 'refuse wrong-camera', 'wait 2500') == [],
          'a refusal that goes on is no other alert')
    heard = window.do('wait 3000', 'live', 'live')
    check([role for role, name in heard if name == 'Front door, live' and role != 'button'] == ['status'],
          'its end is told once, and is no alert', heard)
    check_one(window.alerts('refuse wrong-camera'), 'the same refusal once more is an alert once more', *wrong)
    heard = window.alerts('grid')
    check(not heard, 'what was told on its page is not told again by the grid', heard)


def check_reasons(window):
    for reason in ('content-changed', 'session-rollback', 'unsigned', 'revoked', 'identity-changed', 'from-the-future'):
        window.do('fresh', 'open Garden', 'live')
        check_one(window.alerts(f'refuse {reason}'), f'{reason} is one alert in plain words', '. ')


def check_seconds(window):
    window.do('fresh', 'open Garage', 'live')
    heard = window.do('wait 4200')
    told = [name for role, name in heard if role in ('alert', 'status') and 'Garage' in name]
    check(len(told) == 1 and 'Garage stopped' in told[0], 'seconds that count up are told once', heard)


def check_grid(window):
    window.do('fresh', 'choose Living room', 'live')
    check_one(window.alerts('refuse wrong-camera'), 'a refused tile is one alert',
              'This is not your Living room camera. ')
    check(window.alerts('refuse wrong-camera', 'wait 1200') == [], 'a tile that stays refused is silent')
    window.do('choose Garage', 'live', 'choose')
    names = [name for role, name in window.elements() if role == 'button']
    check({'This is not your Living room camera', 'Garage, live', 'Checking Garden…'} <= set(names),
          'each tile is called by its room and its state', names)
    heard = window.alerts('open Garden')
    check(not heard, 'another camera is opened without an alert', heard)


transcript = open(sys.argv[2], 'w')
ears = Ears()
window = Window(sys.argv[1], ears, transcript)
ears.attend()
for scene in (check_page, check_reasons, check_seconds, check_grid, check_pages):
    scene(window)
check(window.close() == 0, 'the window ends well')
print(f'1..{n}')
sys.exit(failed > 0)

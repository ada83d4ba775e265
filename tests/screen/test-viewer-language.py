#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The viewer itself speaks the language that the display was set up with, and is installed with all of them. TAP.

Usage: test-viewer-language.py SOURCE BUILD, on a screen. The viewer is asked for a camera that is not there: what it
answers goes through everything from its own start to the catalogues.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

source, build = map(pathlib.Path, sys.argv[1:])
sys.path.insert(0, str(source / 'tests/checks'))
import catalogues  # noqa: E402

SENTENCE = 'There is no linked camera called {room}.'
ROOM = '\u2068Attic\u2069'
codes = [line for line in (source / 'ui/po/LINGUAS').read_text().splitlines() if line and line[0] != '#']


def sentence_in(code):
    return next(entry.texts[0] for entry in catalogues.read(source / f'ui/po/{code}.po') if entry.source == SENTENCE)


def answer(language):
    """What the viewer says on a display that has @language set and no locale but C."""
    with tempfile.TemporaryDirectory() as home:
        env = {'HOME': home, 'XDG_DATA_HOME': home, 'DISPLAY': os.environ['DISPLAY'], **language}
        if 'XAUTHORITY' in os.environ:
            env['XAUTHORITY'] = os.environ['XAUTHORITY']
        done = subprocess.run([build / 'ui/ownview', '--camera', 'Attic'], env=env, capture_output=True, timeout=60)
        return done.stderr.decode().strip().removeprefix('ownview: ')


def installed():
    plan = json.loads((build / 'meson-info/intro-installed.json').read_text())
    options = {option['name']: option['value'] for option in
               json.loads((build / 'meson-info/intro-buildoptions.json').read_text())}
    folder = pathlib.Path(options['prefix']) / options['localedir']
    return {str(pathlib.Path(to).relative_to(folder)) for to in plan.values() if pathlib.Path(to).is_relative_to(folder)}


rows = [({'LANGUAGE': code}, sentence_in(code)) for code in codes]
rows += [({'LANG': 'fr_CA.UTF-8'}, sentence_in('fr')), ({}, SENTENCE),
         ({'LANG': 'en_GB.UTF-8', 'LC_TIME': 'de_DE.UTF-8'}, SENTENCE)]
print(f'1..{len(rows) + 1}')
failed = 0
for number, (language, sentence) in enumerate(rows, 1):
    said, want = answer(language), sentence.replace('{room}', ROOM)
    failed += said != want
    name = ' '.join(f'{key}={value}' for key, value in language.items()) or 'nothing set'
    print(f'{"ok" if said == want else "not ok"} {number} - {name}' + ('' if said == want else f'\n# {said!r}'))
missing = {f'{code}/LC_MESSAGES/ownview.mo' for code in codes} - installed()
print(f'{"not ok" if missing else "ok"} {len(rows) + 1} - every catalogue is installed {sorted(missing) or ""}')
sys.exit(failed > 0 or bool(missing))

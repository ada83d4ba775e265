#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can all that the screen says be read? The contrast of every pair of colours in its style sheet (WCAG 2.2), in TAP.

Usage: check-contrast.py SOURCE. A colour that is in no pair fails too: who adds one says here what it stands on.
"""
import pathlib
import re
import sys

TEXT, BAND, LARGE, MARK = 4.5, 7, 3, 3  # WCAG 1.4.3, 1.4.6 for what is red, 1.4.3 for titles, 1.4.11

WINDOW, WORDS = 'window.ownview background', 'window.ownview color'
BUTTON = 'window.ownview button'
BUTTONS = [f'{BUTTON}{state} background-color' for state in ('', ':hover', ':active', '.flat-round')]
BUTTONS += ['window.ownview keyboard button.switch background-color',
            'window.ownview row button.flat-round background-color']
KEYS = 'window.ownview pin button.switch background-color'
SETTING = [f'window.ownview settings button.entry{state} background-color' for state in ('', ':hover')]
PRIMARY = [f'{BUTTON}.primary{state} background-color' for state in ('', ':hover', ':active')]
PANEL, DETAILS = 'panel background-color', 'details background-color'
BANDS = ['panel.red .band background-color', 'tile.red panel background-color', 'tile.red .state background-color',
         'strip .state.red background-color']
TILE = [f'tile{state} background-color' for state in ('', ':hover', ':active')]
CARD = [f'.card{state} background-color' for state in ('', ':hover', ':active')]
ENTRY = [f'window.ownview history button.entry{state} background-color' for state in ('', ':hover')]
FOCUS = f'{BUTTON}:focus-visible outline'

# What is seen, at least so clearly, in a colour, on each of these. A list of selectors is named by its first.
PAIRS = [
    ('words', TEXT, WORDS, [WINDOW, PANEL, DETAILS, 'row background-color', *TILE, *CARD, *ENTRY, *SETTING]),
    ('buttons', TEXT, f'{BUTTON} color', BUTTONS),
    ('first buttons', TEXT, f'{BUTTON}.primary color', PRIMARY),
    ('a first button that waits', TEXT, f'{BUTTON}.primary.waiting color',
     [f'{BUTTON}.primary.waiting background-color']),
    ('the focus', MARK, FOCUS, [WINDOW, PANEL, DETAILS, 'row background-color']),
    ('the line of the strip', TEXT, 'strip .line color', [WINDOW]),
    ('the state, live', TEXT, 'strip .state.quiet color', [WINDOW]),
    ('the state, neutral', TEXT, 'strip .state.neutral color', ['strip .state.neutral background-color']),
    ('the state, amber', TEXT, 'strip .state.amber color', ['strip .state.amber background-color']),
    ('the state, red', BAND, 'strip .state.red color', ['strip .state.red background-color']),
    ('the age on a picture that stopped', TEXT, 'page .stopped color', ['page .stopped background-color']),
    ('words on red', BAND, WORDS, BANDS),
    ('the outline of red', MARK, 'panel.red border', [WINDOW]),
    ('a mark on amber', MARK, 'panel.amber .band mark color', [PANEL]),
    ('a neutral mark', MARK, 'panel.neutral .band mark color', [PANEL]),
    ('names in Details', TEXT, 'details .name color', [DETAILS]),
    ('sentences of a page', TEXT, 'choice > .sentence color', [WINDOW]),
    ('a problem', TEXT, '.sentence.problem color', ['.sentence.problem background-color']),
    ('the question', TEXT, 'confirm .sentence color', [WINDOW]),
    ('what is typed', TEXT, 'typing .line color', ['typing .line background']),
    ('where it is typed', MARK, 'typing .line caret-color', ['typing .line background']),
    ('the frame around it', MARK, 'typing .line border', [WINDOW]),
    ('the frame around it, focused', MARK, 'typing .line:focus-within border-color',
     [WINDOW, 'typing .line background']),
    ('keys that change the others', TEXT, 'window.ownview keyboard button.switch color',
     ['window.ownview keyboard button.switch background-color']),
    ('the one that did', TEXT, 'window.ownview keyboard button.switch.chosen color',
     ['window.ownview keyboard button.switch background-color']),
    ('its frame', MARK, 'window.ownview keyboard button.switch.chosen box-shadow',
     ['window.ownview keyboard button.switch background-color']),
    ('the frame of a filter', MARK, 'window.ownview history .filter button.chosen box-shadow', BUTTONS[:3]),
    ('marks of the history', MARK, 'history .entry mark color', ENTRY),
    ('times of the history', TEXT, 'history .when color', ENTRY),
    ('the rest of the history', TEXT, 'history .more color', [WINDOW]),
    ('a mark of no history', MARK, 'history .note mark color', [WINDOW]),
    ('a sentence of no history', TEXT, 'history .note .sentence color', [WINDOW]),
    ('the mark of the count', MARK, 'cameras > .head > mark color', [WINDOW]),
    ('the frame of a refused tile', MARK, 'tile.red border-color', [WINDOW]),
    ('marks of a tile', MARK, 'tile panel mark color', [PANEL, 'tile .view background-color']),
    ('the mark of a refused tile', MARK, 'tile.red panel mark color', ['tile.red panel background-color']),
    ('an amber mark of a tile', MARK, 'tile.amber panel mark color', [PANEL]),
    ('an amber word of a tile', TEXT, 'tile.amber .state color', ['tile.amber .state background-color']),
    ('a red word of a tile', BAND, 'tile.red .state color', ['tile.red .state background-color']),
    ('marks of a card', MARK, '.card mark color', CARD),
    ('the frame of a chosen card', MARK, '.card.chosen box-shadow', CARD),
    ('values of settings', TEXT, 'settings .value color', SETTING),
    ('sentences of settings', TEXT, 'settings .sentence color', [WINDOW]),
    ('a problem of settings', TEXT, 'settings .sentence.problem color', ['.sentence.problem background-color']),
    ('keys of the PIN that do more', TEXT, 'window.ownview pin button.switch color', [KEYS]),
    ('how a blank screen wakes', TEXT, '.wake color', ['page .view background-color']),
    ('the mark of no camera', MARK, 'cameras .note mark color', [WINDOW]),
    ('the mark of a problem', MARK, 'cameras .note.amber mark color', [WINDOW]),
    ('a sentence of no camera', TEXT, 'cameras .note .sentence color', [WINDOW]),
]
# Nothing is lost by who can't see these.
ORNAMENTS = {'panel border', 'details border', 'details .row border-top', 'tile border', 'tile:hover border-color',
             'tile:active border-color', 'scan .view background-color'}
# A picture that is dated beside it, and what can't be pressed (WCAG 1.4.3: inactive).
PALE = {'tile .still', 'row button:disabled', 'pin button:disabled'}
# What dims all of the screen at night, in front of everything: less light, by its owner's wish.
VEIL = 'night background-color'
COLOUR = re.compile(r'#[0-9a-f]{6}\b')
OTHER = re.compile(r'rgba?\(|hsla?\(|@|\b(?:alpha|shade|mix)\(|\b(?:white|black|red|gr[ae]y|currentcolor)\b|'
                   r'#(?![0-9a-f]{6}\b)')


def declarations(text):
    """(selector, property, value) by turns."""
    for selectors, body in re.findall(r'([^{}]+)\{([^{}]*)\}', re.sub(r'/\*.*?\*/', '', text, flags=re.S)):
        selector = ' '.join(selectors.split(',')[0].split())
        for declaration in filter(str.strip, body.split(';')):
            name, value = declaration.split(':', 1)
            yield selector, name.strip(), value.strip()


def luminance(colour):
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


n = failed = 0


def check(good, name, detail):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} - {name}' + ('' if good else f'\n# {detail}'))


style = list(declarations((pathlib.Path(sys.argv[1]) / 'ui/ownview.css').read_text()))
colours = {}
for selector, name, value in style:
    for colour in COLOUR.findall(value):
        colours.setdefault(f'{selector} {name}', set()).add(colour)
for what, least, seen, grounds in PAIRS:
    unknown = [key for key in (seen, *grounds) if key not in colours]
    worst = min(((contrast(a, b), ground) for ground in grounds for a in colours.get(seen, ())
                 for b in colours.get(ground, ())), default=(0, 'nothing'))
    check(not unknown and worst[0] >= least, f'{what}: {worst[0]:.1f} of {least}',
          f'{unknown} has no colour' if unknown else f'{seen} on {worst[1]}')
judged = {key for _, _, seen, grounds in PAIRS for key in (seen, *grounds)} | ORNAMENTS
check(colours.keys() == judged & colours.keys(), 'every colour is in a pair', sorted(colours.keys() - judged))
check(ORNAMENTS <= colours.keys(), 'every ornament is there', sorted(ORNAMENTS - colours.keys()))
other = [f'{selector} {name}: {value}' for selector, name, value in style
         if f'{selector} {name}' != VEIL and re.search('color|background|border|outline|shadow', name)
         and OTHER.search(value)]
check(not other, 'colours are written #rrggbb, so that this test can read them', other)
pale = {selector for selector, name, _ in style if name == 'opacity'}
check(pale == PALE, 'nothing that is read is made paler', sorted(pale ^ PALE))
print(f'1..{n}')
sys.exit(failed > 0)

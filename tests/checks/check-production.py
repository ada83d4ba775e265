#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A production build holds no demo: no such words, no such options, no way to name other anchors; prints TAP."""
import subprocess
import sys

WORDS = [b'OWNVIEW_DEMO_DIR', b'demo-control', b'demo-log', b'DEMO_BAR', b'ui_demo_']
n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail}'))


for program in sys.argv[1:]:
    content = open(program, 'rb').read()
    name = program.rsplit('/', 1)[-1]
    for word in WORDS:
        check(word not in content, f'{name} holds no {word.decode()}')
    usage = subprocess.run([program, '--help'], capture_output=True, text=True, timeout=30)
    check(usage.returncode == 0 and 'demo' not in usage.stdout, f'{name} --help offers no demo', usage)
viewer = [p for p in sys.argv[1:] if p.endswith('/ownview')]
for program in viewer:
    for option in ('--anchors=x', '--demo-control=x', '--show-anyway'):
        run = subprocess.run([program, option], capture_output=True, text=True, timeout=30)
        check(run.returncode != 0 and 'nknown option' in run.stderr, f'ownview refuses {option}', run)
print(f'1..{n}')
sys.exit(1 if failed else 0)

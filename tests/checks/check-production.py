#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A production build holds no demo: no such words, no such options, no way to name other anchors; prints TAP."""
import subprocess
import sys

WORDS = [b'OWNVIEW_DEMO_DIR', b'demo-control', b'demo-log', b'DEMO_BAR', b'ui_demo_', b'ownview-demo']
# What comes before an option, and the options that no program may have; anchors are named to no program that shows or links.
REFUSED = {
    'ownview': ([], ['--anchors=x', '--demo-control=x', '--show-anyway']),
    'ownview-verify': ([], ['--demo', '--show-anyway']),
    'ownview-link': (['check-cert'], ['--demo', '--show-anyway']),
}
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
    before, options = REFUSED[name]
    for words in ([], before) if before else ([],):
        usage = subprocess.run([program, *words, '--help'], capture_output=True, text=True, timeout=30)
        check(usage.returncode == 0 and 'demo' not in usage.stdout, f'{" ".join([name, *words])} --help offers no demo', usage)
    for option in options:
        run = subprocess.run([program, *before, option], capture_output=True, text=True, timeout=30)
        check(run.returncode != 0 and 'nknown option' in run.stderr, f'{name} refuses {option}', run)
    run = subprocess.run([program, '--version'], capture_output=True, text=True, timeout=30)
    check(run.returncode == 0 and run.stdout.startswith(name + ' ') and 'demo' not in run.stdout, f'{name} --version', run)
print(f'1..{n}')
sys.exit(1 if failed else 0)

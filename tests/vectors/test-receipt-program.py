#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A home's history and its receipt, by the programs that write and check it; prints TAP."""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

ENTRY = {'id': '0011223344556677', 'first': '2026-11-22T06:00:03.500Z', 'last': '2026-11-22T06:00:09.500Z',
         'room': 'Front door', 'reason': 'wrong-camera', 'units': '7', 'sequence': '48213',
         'signer': '8f310cd477e25a19', 'other': None, 'host': 'cloud.example', 'link': '0' * 32}

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail!a}'), flush=True)


class Home:
    """Directories of its own, in which ownview-link makes this home's key."""

    def __init__(self, folder, link):
        self.link = link
        self.env = {**os.environ, 'XDG_DATA_HOME': str(folder / 'data'), 'XDG_STATE_HOME': str(folder / 'state')}
        for name in ('data', 'state'):
            (folder / name).mkdir(parents=True, mode=0o700)
        self.folder = folder

    def run(self, *words):
        done = subprocess.run([self.link, *map(str, words)], env=self.env, encoding='utf-8', capture_output=True,
                              timeout=60)
        return done.returncode, done.stdout, done.stderr

    def find(self, name):
        return next(self.folder.rglob(name), None)

    def note(self, *entries):
        """As the viewer notes them."""
        state = self.find('home-ca.key').parent
        path = state / 'history.jsonl'
        path.write_text(''.join(json.dumps(e) + '\n' for e in entries))
        path.chmod(0o600)


def verify(program, *words):
    done = subprocess.run([program, *map(str, words)], encoding='utf-8', capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def main(link, program):
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        home, other = Home(here / 'a', link), Home(here / 'b', link)
        status, out, err = home.run('history')
        check(status == 0 and out == 'Nothing was refused.\n', 'a home without a history says so', (status, out, err))
        receipt = here / 'receipt.cose'
        for one in (home, other):
            status, out, err = one.run('history', '--receipt', receipt)
            check(status == 0 and out == err == '', 'a receipt of nothing, under a key made for it', (status, out, err))
        home.note(ENTRY, {**ENTRY, 'id': 'x', 'reason': 'replayed', 'units': '1', 'room': 'Gar\u202eage\x1b[2J'})

        status, out, err = home.run('history')
        check(status == 0 and 'wrong-camera' in out and '       7' in out and 'replayed' in out,
              'the history as a table', (status, out, err))
        check('\x1b' not in out and '\u202e' not in out, 'STO-11: a name is no terminal\'s command', out)
        status, out, err = home.run('history', '--json')
        lines = [json.loads(line) for line in out.splitlines()]
        check(status == 0 and lines[1] == ENTRY, 'the history for programs, the newest first', (status, out, err))

        status, out, err = home.run('history', '--receipt', receipt)
        check(status == 0 and stat.S_IMODE(receipt.stat().st_mode) == 0o600, 'a receipt is this user\'s alone', err)
        roots, foreign = home.find('home-ca.pem'), other.find('home-ca.pem')
        status, out, err = verify(program, '--receipt', receipt, '--anchors', roots)
        line = json.loads(out)
        check(status == 0 and line['verdict'] == 'admitted' and line['kind'] == 'receipt'
              and line['receipt']['entries'][1] == ENTRY, 'this home signed it', (status, out, err))
        check(line['signer'] == line['receipt']['home'], 'and says which home it is', line)
        status, out, err = verify(program, '--human', '--receipt', receipt, '--anchors', roots)
        check(status == 0 and 'signed by home' in out and 'wrong-camera' in out and '\x1b' not in out,
              'the receipt as a table', (status, out, err))

        status, out, err = verify(program, '--receipt', receipt, '--anchors', foreign)
        check(status == 1 and json.loads(out)['reason'] == 'bad-signature', 'another home did not', (status, out, err))
        receipt.write_bytes(receipt.read_bytes().replace(b'wrong-camera', b'wrong-kamera'))
        status, out, err = verify(program, '--receipt', receipt, '--anchors', roots)
        check(status == 1 and json.loads(out)['receipt'] is None, 'what was changed is not read out',
              (status, out, err))

        for words, name in ((('--receipt', receipt), 'without anchors'),
                            (('--receipt', receipt, '--anchors', roots, 'init.mp4'), 'with files to judge'),
                            (('--receipt', here / 'none', '--anchors', roots), 'that is not there')):
            status, out, err = verify(program, *words)
            check(status == 2 and out == '' and err.count('\n') == 1, f'a receipt {name} is refused in a sentence',
                  (status, out, err))
        status, out, err = home.run('history', '--receipt', here / 'no' / 'folder')
        check(status == 1 and err.count('\n') == 1, 'STO-07: where it can\'t be written', (status, out, err))
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ownview-verify on what is no stream: one clear sentence or one verdict, exit 2 or 1, never a crash."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail}'), flush=True)


def run(verify, *words):
    done = subprocess.run([verify, *map(str, words)], text=True, capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def unusable(verify, name, needle, *words):
    status, out, err = run(verify, *words)
    check(status == 2 and out == '' and err.count('\n') == 1 and needle in err, name, (status, out, err))


def judged(verify, name, reason, *words):
    status, out, err = run(verify, *words)
    lines = [json.loads(line) for line in out.splitlines()]
    check(status == 1 and err == '' and lines and lines[-1]['reason'] == reason, name, (status, out, err))


# What stands in for the whole configuration: no algorithm has these properties, no module is there.
HOSTILE_CONFIG = '''
openssl_conf = init
config_diagnostics = 1
[init]
providers = providers
alg_section = algorithms
engines = engines
[providers]
default = off
nobody = nobody
[off]
activate = 0
[nobody]
module = /nonexistent/nobody.so
activate = 1
[algorithms]
default_properties = fips=yes
[engines]
nobody = engine
[engine]
dynamic_path = /nonexistent/engine.so
init = 1
'''


def verdicts(done):
    return done.returncode, [(line['verdict'], line['reason'], line['chain']) for line in
                             map(json.loads, done.stdout.splitlines())]


def check_environment(verify, maker, here):
    """PKI-20: a stream that is admitted stays so, and one that is not does not become so."""
    subprocess.run([maker, '--make', here], check=True, stdout=subprocess.DEVNULL)
    (here / 'openssl.cnf').write_text(HOSTILE_CONFIG)
    (here / 'empty-dir').mkdir()
    files = [here / 'plain' / name for name in ('init', '1.m4s', '2.m4s')]
    changed = bytearray(files[2].read_bytes())
    changed[-1] ^= 1
    (here / 'changed.m4s').write_bytes(changed)
    files.append(here / 'changed.m4s')
    poisons = {
        'OPENSSL_CONF': here / 'openssl.cnf',
        'OPENSSL_MODULES': here / 'empty-dir',
        'OPENSSL_ENGINES': here / 'empty-dir',
        'SSL_CERT_FILE': here / 'anchors.pem',
        'SSL_CERT_DIR': here,
        'CTLOG_FILE': here / 'openssl.cnf',
        'RANDFILE': here / 'nowhere',
        'OPENSSL_ia32cap': '~0x200000200000000',
    }
    broken = subprocess.run(['openssl', 'dgst', '-sha256', here / 'plain' / 'init'], capture_output=True,
                            env=dict(os.environ, OPENSSL_CONF=str(here / 'openssl.cnf')))
    check(broken.returncode != 0, 'PKI-20 the poison works on who drinks it', broken)
    good = [('admitted', None, True)] * 3 + [('refused', 'content-changed', True)]
    for anchors, wanted in (('anchors.pem', (1, good)),
                            ('other.pem', (1, [('refused', 'untrusted-anchor', False)] * 4))):
        command = [verify, '--now', '2026-11-22T06:00:02Z', '--anchors', here / anchors, *files]
        for name, value in {**poisons, 'all of them': None}.items():
            poison = poisons if value is None else {name: value}
            done = subprocess.run(command, text=True, capture_output=True, timeout=60,
                                  env={**os.environ, **{k: str(v) for k, v in poison.items()}})
            check(verdicts(done) == wanted, f'PKI-20 {name} changes nothing under {anchors}', done)


def main(verify, maker):
    with tempfile.TemporaryDirectory() as temporary:
        here = pathlib.Path(temporary)
        (here / 'empty').write_bytes(b'')
        (here / 'random').write_bytes(os.urandom(5000))
        (here / 'html').write_bytes(b'<!DOCTYPE html><html></html>')
        (here / 'short').write_bytes(b'\0\0\0\x20ftyp')
        with open(here / 'huge', 'wb') as huge:
            huge.truncate(8 << 30)
        os.mkfifo(here / 'fifo')
        (here / 'not-pem').write_text('hello')

        unusable(verify, 'no file named', 'Name an init segment')
        unusable(verify, 'missing file', 'missing', here / 'missing')
        unusable(verify, 'missing segment: nothing is printed', 'missing', here / 'empty', here / 'missing')
        unusable(verify, 'directory among files', 'not a regular file', here / 'empty', here)
        unusable(verify, 'fifo', 'not a regular file', here / 'fifo')
        unusable(verify, 'unknown option', 'Unknown option', '--show-anyway', here / 'empty')
        unusable(verify, 'pin too short', '64 hex digits', '--pin', 'sha256:00', here / 'empty')
        unusable(verify, 'pin not hex', '64 hex digits', '--pin', 'sha256:' + 'x' * 64, here / 'empty')
        unusable(verify, 'now unreadable', '--now', '--now', 'yesterday', here / 'empty')
        unusable(verify, 'anchors missing', 'nowhere', '--anchors', here / 'nowhere', here / 'empty')
        unusable(verify, 'anchors without a certificate', 'no certificate', '--anchors', here / 'not-pem',
                 here / 'empty')
        unusable(verify, 'link and pin', '--link and --pin', '--link', '0' * 32, '--pin', 'sha256:' + '0' * 64,
                 here / 'empty')
        unusable(verify, 'unknown link', 'No camera is linked', '--link', '0' * 32, '--store', here / 'store',
                 here / 'empty')
        judged(verify, 'empty file', 'bad-container', here / 'empty')
        judged(verify, 'random file', 'bad-container', here / 'random')
        judged(verify, 'html page', 'bad-container', here / 'html')
        judged(verify, 'truncated box', 'bad-container', here / 'short')
        judged(verify, 'eight gigabytes', 'too-large', here / 'huge')
        judged(verify, 'segment under a refused init has the init\'s reason', 'bad-container', here / 'random',
               here / 'huge')
        status, out, err = run(verify, '--help')
        check(status == 0 and '--pin' in out and 'Exit status' in out, '--help', out)
        status, out, err = run(verify, '--version')
        check(status == 0 and out.startswith('ownview-verify '), '--version', out)
        check_environment(verify, maker, here)
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

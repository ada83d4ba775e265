#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ownview-link check-cert over what make-dev-certs.sh DIR hostile makes: one sentence each, with the reason; prints TAP.

A stream that is signed with each is judged as its certificate is. One process answers for a whole set (many-runs.c);
ownview-link and ownview-verify themselves are asked for the first of every reason.
In a production build whatever carries the demo extension is refused for that before anything else is said.
A set is made anew, or once for all builds in the folder that OWNVIEW_HOSTILE names, as ./check does.
"""
import base64
import collections
import csv
import fcntl
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r'([a-z-]+): [^\n]+\.\n')
# What stands before the demo rule: nothing was read of such a chain.
UNREAD = ('larger than 4 KiB', 'more than two')
STATUS = {'good': 0}
# In keys that a claim can be signed with: P-256, P-384, Ed25519 (RFC 5480, section 2.1.1.1; RFC 8410, section 3).
SIGNS = tuple(map(bytes.fromhex, ('06082a8648ce3d030107', '06052b81040022', '06032b6570')))

Programs = collections.namedtuple('Programs', 'link verify runs signer')

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail!a}'), flush=True)


def run(link, *words, **options):
    done = subprocess.run([link, *map(str, words)], capture_output=True, text=True, timeout=60, **options)
    return done.returncode, done.stdout, done.stderr


def expected(row, demo_refused):
    """The reason, and what the sentence says."""
    if demo_refused and row['sentence'] not in UNREAD:
        return 'demo-identity', 'demo identity'
    return row['reason'], row['sentence']


def run_all(programs, folder, lines):
    """What is said of each line's words, and the status: answers in the lines' order."""
    done = subprocess.run([programs.runs], input='\n'.join('\t'.join(map(str, line)) for line in lines), cwd=folder,
                          capture_output=True, text=True, timeout=300)
    answers = [(int(status), said) for said, status in re.findall(r'([^\x1e]*)\x1e(\d+)\n', done.stdout)]
    check(done.returncode == 0 and done.stderr == '' and len(answers) == len(lines), f'{folder.name}: {len(lines)} answers',
          (done.returncode, len(answers), done.stderr[-2000:]))
    return answers


def check_program(program, name, reason, words, answer, asked, folder):
    """The program itself, once for each reason: what many-runs.c said."""
    if (program, reason) not in asked:
        said = run(program, *words, cwd=folder)
        check(said == (*answer, ''), f'{name}: {program.name} says so, too', said)
        asked.add((program, reason))


def check_row(name, reason, part, status, out):
    match = SENTENCE.fullmatch(out)
    good = (status == STATUS.get(reason, 1) and match is not None and match[1] == reason and part in out
            and '. ' not in out)
    check(good, f'{name}: {reason}', (status, out))


def can_sign(key):
    text = key.read_text() if key.exists() else ''
    der = base64.b64decode(''.join(line for line in text.splitlines() if '-----' not in line))
    return any(curve in der for curve in SIGNS)


def sign_streams(programs, folder, rows, scratch):
    """A stream that is signed with each key that can: the stream's folder and the judge's options by file."""
    streams, lines = {}, []
    for row in rows:
        key = (folder / row['file']).with_suffix('.key')
        if not can_sign(key):
            continue
        options = row['options'].split()
        if '--now' not in options:
            options += ['--now', time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())]
        stream = scratch / folder.name / key.stem
        stream.mkdir(parents=True)
        lines.append('\t'.join(map(str, (key, folder / row['file'], options[options.index('--now') + 1], stream))))
        streams[row['file']] = stream, options
    subprocess.run([programs.signer], input='\n'.join(lines), text=True, check=True, timeout=300)
    return streams


def check_stream(name, reason, status, out):
    """What ownview-verify says of a stream that is signed so: the same, of every unit."""
    said = [json.loads(line) for line in out.splitlines()]
    wanted = 'none' if reason == 'good' else reason
    check(status == STATUS.get(reason, 1) and [line['reason'] or 'none' for line in said] == [wanted] * 2,
          f'signed by {name}: {reason}', (status, out))


def make_set(script, folder):
    """A set of its own, or the one that another build has made in the same folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_suffix('.lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            words = ['--production'] if folder.name == 'production' else []
            made = subprocess.run(['sh', script, *words, folder, 'hostile'], capture_output=True, text=True, timeout=300)
            check(made.returncode == 0 and made.stdout + made.stderr == '', f'{folder.name}: made, quietly', made)
    check(folder.stat().st_mode & 0o77 == 0, f'{folder.name}: is private')


def read_set(folder):
    with open(folder / 'index.tsv', newline='') as table:
        rows = list(csv.DictReader(table, delimiter='\t', quoting=csv.QUOTE_NONE))
    listed = {row['file'] for row in rows}
    check(len(rows) > 75 and len(listed) == len(rows) and {f'hostile/{p.name}' for p in folder.glob('hostile/*.pem')} == listed,
          f'{folder.name}: every file is in the index', len(rows))
    return rows


def check_set(programs, folder, demo_refused, scratch):
    rows = read_set(folder)
    streams = sign_streams(programs, folder, rows, scratch)
    check(len(streams) > 55, f'{folder.name}: what can sign, signs', len(streams))
    certificates = [('check-cert', *row['options'].split(), row['file']) for row in rows]
    verified = [('verify', *options, stream / 'init', stream / '1.m4s') for stream, options in streams.values()]
    answers = run_all(programs, folder, certificates + verified)
    of_streams = dict(zip(streams, zip(verified, answers[len(rows):])))
    asked = set()
    for row, words, answer in zip(rows, certificates, answers):
        name = f'{folder.name}/{row["row"]}/{pathlib.Path(row["file"]).stem}'
        reason, part = expected(row, demo_refused)
        check_row(name, reason, part, *answer)
        check_program(programs.link, name, reason, words, answer, asked, folder)
        if row['file'] in of_streams:
            words, answer = of_streams[row['file']]
            check_stream(name, reason, *answer)
            check_program(programs.verify, name, reason, words[1:], answer, asked, folder)


def check_pin(link, folder, scratch):
    """The pin is what another implementation says; PEM and DER are the same."""
    for name in ('good-p256', 'good-p384', 'good-ed25519'):
        pem, der = folder / 'hostile' / f'{name}.pem', scratch / f'{name}.der'
        subprocess.run(['openssl', 'x509', '-in', pem, '-outform', 'DER', '-out', der], check=True)
        key = subprocess.run(['openssl', 'x509', '-in', pem, '-noout', '-pubkey'], capture_output=True, check=True).stdout
        spki = subprocess.run(['openssl', 'pkey', '-pubin', '-outform', 'DER'], input=key, capture_output=True, check=True).stdout
        said = [run(link, 'check-cert', path) for path in (pem, der)]
        check(said[0] == said[1] and f'sha256:{hashlib.sha256(spki).hexdigest()}' in said[0][1], f'pin of {name}', said)


def check_usage(link, folder, scratch):
    """Nothing on standard output, one line on standard error, status 2."""
    good, anchors = folder / 'hostile' / 'good-p256.pem', folder / 'anchors' / 'maker-a.pem'
    key = folder / 'cameras' / 'front' / 'key.pem'
    for name, words in (('no command', []), ('another command', ['show-anyway']), ('no file', ['check-cert']),
                        ('two files', ['check-cert', good, good]), ('no such file', ['check-cert', folder / 'nowhere']),
                        ('a folder', ['check-cert', folder]), ('a key', ['check-cert', key]),
                        ('a key for an anchor', ['check-cert', '--anchors', key, good]),
                        ('a list without anchors', ['check-cert', '--crl', folder / 'hostile' / 'root.crl', good]),
                        ('no time', ['check-cert', '--anchors', anchors, '--now', 'today', good]),
                        ('no such option', ['check-cert', '--show-anyway', good])):
        status, out, err = run(link, *words)
        check(status == 2 and out == '' and err.count('\n') == 1 and err.startswith('ownview-link: '), f'usage: {name}',
              (status, out, err))
    manual = (ROOT / 'client' / 'ownview-link.1').read_text().replace('\\-', '-')
    options = set(re.findall(r'--[a-z]+', run(link, 'check-cert', '--help')[1]))
    check(len(options) == 5 and all(option in manual for option in options), 'manual: every option of check-cert', options)
    for words in (['--help'], ['check-cert', '--help']):
        status, out, err = run(link, *words)
        check(status == 0 and 'check-cert' in out and err == '', f'usage: {" ".join(words)}', (status, out, err))
    broken = scratch / 'broken.pem'
    broken.write_text('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
    status, out, err = run(link, 'check-cert', broken)
    check(status == 1 and out.startswith('untrusted-chain: the signing certificate can\'t be read') and err == '',
          'a certificate that ends early', (status, out, err))


def check_environment(link, folder, scratch):
    """PKI-20: no configuration, no provider and no anchor comes out of the environment."""
    (scratch / 'null.cnf').write_text('openssl_conf = init\n[init]\nproviders = all\nalg_section = fips\n'
                                      '[all]\nnull = one\n[one]\nactivate = 1\n[fips]\ndefault_properties = fips=yes\n')
    anchor = folder / 'anchors' / 'maker-a.pem'
    other = ('check-cert', '--anchors', folder / 'anchors' / 'maker-b.pem', folder / 'hostile' / 'good-p256.pem')
    good = ('check-cert', '--anchors', anchor, folder / 'hostile' / 'good-p256.pem')
    for name, words, value in (('OPENSSL_CONF', good, scratch / 'null.cnf'), ('OPENSSL_MODULES', good, folder),
                               ('OPENSSL_CONF', other, scratch / 'null.cnf'), ('SSL_CERT_FILE', other, anchor),
                               ('SSL_CERT_DIR', other, anchor.parent)):
        wanted = run(link, *words)
        said = run(link, *words, env=dict(os.environ, **{name: str(value)}))
        check(said == wanted and wanted[0] == (words is other), f'PKI-20/{name}: {wanted[1].split(":")[0]} as before', said)


def main(script, demo, *paths):
    programs = Programs(*(pathlib.Path(path).resolve() for path in paths))
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        sets = pathlib.Path(os.environ.get('OWNVIEW_HOSTILE', scratch / 'sets'))
        for folder, demo_refused in ((sets / 'demo', demo != 'demo'), (sets / 'production', False)):
            make_set(script, folder)
            check_set(programs, folder, demo_refused, scratch)
        for rest in (check_pin, check_usage, check_environment):
            rest(programs.link, sets / 'production', scratch)
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

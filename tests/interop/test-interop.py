#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our init segments read by the C2PA libraries that npm carries, and theirs judged by us; prints TAP.

Usage: test-interop.py VERIFY MAKE-STREAM MAKE-CERTS FOLDER [--json FILE]
The packages are fetched into FOLDER, as the lock file says, and kept there. None of the libraries knows live video:
they read init segments, whose manifest is a usual one, and no media segments.
"""
import argparse
import base64
import hashlib
import json
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parent / 'npm'
ALGORITHMS = {'es256': 'ES256', 'es384': 'ES384', 'eddsa': 'EdDSA'}
LABELS = ['c2pa.hash.bmff.v3', 'c2pa.actions.v2', 'c2pa.session-keys']

# What each library must say of our init under our root: exactly these codes, the root's first, and no failure.
HELD = ['claimSignature.validated'] + ['assertion.hashedURI.match'] * len(LABELS) + ['assertion.bmffHash.match']
RUST = ['signingCredential.trusted', 'claimSignature.insideValidity'] + HELD
LIBRARIES = {
    'c2pa-ts': {
        'package': '@trustnxt/c2pa-ts',
        'success': ['signingCredential.trusted'] + HELD,  # said of every certificate, see EXCEPTIONS
        'informational': [],
        'anchors': False,
    },
    'c2pa-wasm': {
        'package': '@contentauth/c2pa-wasm',
        'success': RUST,
        'informational': ['signingCredential.ocsp.skipped'],  # we forbid it the network
        'anchors': True,
    },
    'c2pa-node': {
        'package': '@contentauth/c2pa-node',
        'success': RUST,
        'informational': [],
        'anchors': True,
    },
}

# Where a library differs from the standard; each is checked, so that a mended library is noticed.
EXCEPTIONS = {
    'c2pa-ts': {
        'opens-heif-only': 'the class for BMFF has two brands, heic and mif1; ftyp is in no hash',
        'builds-no-chain': 'it builds no chain yet, and calls every certificate trusted (against C2PA 2.2, section 14)',
        'ignores-critical': 'an unknown critical extension passes (RFC 5280, section 4.2: must be refused)',
    },
}

# A byte changed in a file of ours: what each library must call it, and nothing else.
BROKEN = {
    'avcC': 'assertion.bmffHash.mismatch',
    'claim': 'claimSignature.mismatch',
    'signature': 'claimSignature.mismatch',
    'session-keys': 'assertion.hashedURI.mismatch',
}
# The same in a file of theirs: our reason, whatever else would be said of the file.
REFUSED = {
    'avcC': 'bad-manifest',
    'claim': 'bad-signature',
    'signature': 'bad-signature',
    'session-keys': 'bad-manifest',
}

# What a library signs, which algorithms with it (None: all), our reason (None: admitted), and the rule.
JSON_KEYS = 'assertions pass through JSON: no integer keys, no byte strings, no tags (COSE_Key: RFC 9052, section 7)'
DEFAULT_LISTS = 'unless it is told, it puts the action list among the gathered assertions; the profile wants it created'
SHAPES = {
    'c2pa-ts': [
        ('profile', None, None, 'all that the profile wants'),
        ('gathered-keys', None, None, 'session keys may be gathered'),
        ('local-signer', ['eddsa'], None, 'its own signer, where no DER is in play'),
        ('local-signer', ['es256', 'es384'], 'bad-signature', 'ECDSA as DER, not as r and s (RFC 9053, section 2.1)'),
        ('library-encoder', None, 'unproven-session-key', 'it writes maps with long counts and tag 259, not shortest'),
        ('hash-v2', None, 'bad-manifest', 'a hard binding older than c2pa.hash.bmff.v3'),
        ('claim-v1', None, 'bad-manifest', 'a claim of version 1, its manifest urn:uuid:'),
        ('no-session-keys', None, 'bad-manifest', 'fewer than three assertions'),
    ],
    'c2pa-wasm': [
        ('json-keys', ['es256'], 'unproven-session-key', JSON_KEYS),
        ('default-lists', ['es256'], 'bad-manifest', DEFAULT_LISTS),
    ],
    'c2pa-node': [
        ('json-keys', None, 'unproven-session-key', JSON_KEYS),
        ('default-lists', None, 'bad-manifest', DEFAULT_LISTS),
    ],
}
# The shape whose changed bytes must be found: of what is right but for the session keys too, since those are read last.
BEST = {'c2pa-ts': 'profile', 'c2pa-wasm': 'json-keys', 'c2pa-node': 'json-keys'}
# What a library says when it is offered session keys as they are.
NOT_JSON = {'c2pa-wasm': 'expected a string key', 'c2pa-node': 'expected any valid JSON value'}
NO_NETWORK = re.compile(r'ENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET)|ETIMEDOUT|E(NET|HOST)UNREACH|ERR_SOCKET_TIMEOUT')


class Skip(Exception):
    pass


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def check(self, good, name, detail=''):
        self.n += 1
        self.failed += not good
        print(f'{"ok" if good else "not ok"} {self.n} {name}' + ('' if good else f' # {detail!a}'), flush=True)
        return bool(good)

    def skip(self, name, why):
        self.n += 1
        print(f'ok {self.n} {name} # SKIP {why}', flush=True)

    def close(self):
        print(f'1..{self.n}\n# {self.n} checks, {self.failed} failed')
        return 1 if self.failed else 0


def run(*words, **options):
    return subprocess.run([*map(str, words)], text=True, capture_output=True, timeout=240, **options)


def fetch(folder):
    """The packages of the lock file in @folder, which is used again while the lock is the same."""
    for program in ('node', 'npm', 'openssl'):
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed; tests/setup/install interop')
    if int(run('node', '--version').stdout.lstrip('v').split('.')[0]) < 18:
        raise Skip('node is older than 18')
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    lock = (SOURCE / 'package-lock.json').read_text()
    stamp = folder / 'node_modules' / '.fetched'
    if stamp.exists() and stamp.read_text() == lock:
        return
    done = run('npm', 'ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--fetch-retries=1',
               cwd=folder)
    if done.returncode != 0 and NO_NETWORK.search(done.stderr):
        raise Skip('the npm registry can\'t be reached')
    if done.returncode != 0:
        raise RuntimeError(f'npm ci: {done.stderr}')
    stamp.write_text(lock)


def make_home(maker, here):
    """Cameras of maker-a, one of them a demo identity's, and the root of a maker who signed none of them."""
    def make(*words):
        done = run('sh', maker, *words)
        assert done.returncode == 0, done.stderr
    for name, algorithm in ALGORITHMS.items():
        make('--production', '--maker', 'maker-a', here, 'camera', name, f'A-{name}', algorithm)
    make('--production', '--maker', 'maker-b', here)
    make('--maker', 'demo-maker', here, 'camera', 'demo', 'D-1')
    return {name: here / 'anchors' / f'{name}.pem' for name in ('maker-a', 'maker-b', 'demo-maker')}


def pin_of(chain):
    pem = run('openssl', 'x509', '-in', chain, '-noout', '-pubkey', check=True).stdout
    key = ''.join(line for line in pem.splitlines() if not line.startswith('-----'))
    return hashlib.sha256(base64.b64decode(key)).hexdigest()


def boxes(data):
    """(type, begin, end) of the top-level boxes."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], 'big')
        yield data[at + 4:at + 8], at, at + size
        at += size


def without_manifest(data):
    return b''.join(data[begin:end] for kind, begin, end in boxes(data) if kind != b'uuid')


def changed(data, where):
    """A copy in which one bit is another one, at a place that leaves everything readable."""
    store = next(begin for kind, begin, _ in boxes(data) if kind == b'uuid') + 45
    at = {
        'avcC': data.index(b'avcC') + 4 + 9,  # in the sequence parameter set
        'claim': re.search(rb'instanceID.{1,3}xmp.iid:', data, re.S).end(),  # in the claim only
        'signature': store + int.from_bytes(data[store:store + 4], 'big') - 1,  # the last byte of the last box
        'session-keys': re.search(rb'createdAt.{1,3}\d{4}-\d\d-\d\dT[\d:]+', data, re.S).end() - 1,
    }[where]
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


class Test:
    def __init__(self, tap, verify, folder, here, anchors):
        self.tap, self.verify, self.folder, self.here, self.anchors = tap, verify, folder, here, anchors
        self.pins = {name: pin_of(here / 'cameras' / name / 'chain.pem') for name in ALGORITHMS}
        self.ours = {name: (here / 'ours' / name / 'init.mp4') for name in [*ALGORITHMS, 'demo']}
        self.plain = self.write('plain.mp4', without_manifest(self.ours['es256'].read_bytes()))
        self.scores = {}

    def write(self, name, data):
        (self.here / name).write_bytes(data)
        return self.here / name

    def ask(self, library, jobs):
        done = run('node', 'peer.mjs', library, cwd=self.folder, input=json.dumps(jobs, default=str))
        if done.returncode != 0:
            raise RuntimeError(f'{library}: {done.stderr}')
        return json.loads(done.stdout)

    def judge(self, file, pin, anchors='maker-a'):
        done = run(self.verify, '--pin', f'sha256:{pin}', '--anchors', self.anchors[anchors], file)
        return json.loads(done.stdout)

    def check_ours(self, library):
        """Ours to them: valid as it is, and found out when one byte is another."""
        known = LIBRARIES[library]
        readings = []
        for camera in ALGORITHMS:
            data = self.ours[camera].read_bytes()
            readings.append((camera, None, 'maker-a', self.ours[camera]))
            readings += [(camera, where, 'maker-a', self.write(f'{library}-{camera}-{where}.mp4', changed(data, where)))
                         for where in BROKEN]
            readings += [(camera, 'root', anchors, self.ours[camera]) for anchors in ('maker-b', None)]
        jobs = [{'do': 'read', 'file': file, 'anchors': self.anchors.get(anchors)} for *_, anchors, file in readings]
        valid = 0
        for (camera, where, anchors, file), said in zip(readings, self.ask(library, jobs)):
            if where is None:
                valid += self.check_valid(library, known, camera, file, said)
            elif where == 'root':
                self.check_root(library, known, f'{camera} under {anchors or "no root"}', said)
            else:
                self.tap.check(said.get('valid') is False and said['failure'] == [BROKEN[where]],
                               f'{library}: ours, {camera}, a byte of the {where} changed: {BROKEN[where]}', said)
        self.check_unusual(library)
        return valid

    def check_valid(self, library, known, camera, file, said):
        label = re.search(rb'urn:c2pa:[0-9a-f-]{36}', file.read_bytes()).group().decode()
        wanted = {'valid': True, 'failure': [], 'label': label, 'assertions': LABELS, 'success': known['success'],
                  'informational': known['informational'], 'trusted': True if known['anchors'] else None}
        good = {key: said.get(key) for key in wanted} == wanted
        return self.tap.check(good, f'{library}: ours, {camera}, is valid', said)

    def check_root(self, library, known, name, said):
        if known['anchors']:
            good = said.get('trusted') is False and said['failure'] == ['signingCredential.untrusted']
            good = good and said['success'] == known['success'][1:]
            why = 'untrusted'
        else:
            good = said.get('valid') and said['success'] == known['success']
            why = EXCEPTIONS[library]['builds-no-chain']
        self.tap.check(good, f'{library}: ours, {name}: {why}', said)

    def check_unusual(self, library):
        """No manifest is not a valid one; a demo identity is nobody's; which files it opens."""
        jobs = [{'do': 'read', 'file': file, 'anchors': self.anchors[anchors]}
                for file, anchors in ((self.plain, 'maker-a'), (self.ours['demo'], 'demo-maker'))]
        plain, demo = self.ask(library, jobs)
        self.tap.check('error' in plain or plain['valid'] is False, f'{library}: ours, without its manifest', plain)
        known = EXCEPTIONS.get(library, {})
        if 'ignores-critical' in known:
            self.tap.check(demo.get('valid'), f'{library}: a demo identity: {known["ignores-critical"]}', demo)
        else:
            wanted = ['signingCredential.invalid']  # of its maker's root nothing is wrong
            self.tap.check(demo.get('failure') == wanted, f'{library}: a demo identity: {wanted[0]}', demo)
        opens = 'opens-heif-only' not in known
        self.tap.check(demo.get('opensAsIs') is opens, f'{library}: opens our brands: {opens}', demo)

    def plan(self, library):
        return [(shape, camera, reason, why) for shape, cameras, reason, why in SHAPES[library]
                for camera in cameras or ALGORITHMS]

    def check_theirs(self, library):
        """Theirs to us: each shape has its exact reason, and a library calls its own file valid."""
        plan = self.plan(library)
        jobs = [job for shape, camera, *_ in plan for job in self.signing(library, shape, camera)]
        answers = self.ask(library, jobs)
        judged = 0
        for (shape, camera, reason, why), signed, read in zip(plan, answers[::2], answers[1::2]):
            name = f'{library}: theirs, {camera} {shape}'
            good = signed == {} and read.get('valid')
            if not self.tap.check(good, f'{name}: signed, and valid to itself', (signed, read)):
                continue
            line = self.judge(self.signed(library, shape, camera), self.pins[camera])
            good = line['reason'] == reason and (line['verdict'] == 'admitted') == (reason is None)
            if reason is None:
                good = good and line['chain'] and line['selected'] and self.pins[camera].startswith(line['signer'])
            judged += self.tap.check(good, f'{name}: {reason or "admitted"}: {why}', line)
        self.check_changed(library, [camera for shape, camera, *_ in plan if shape == BEST[library]])
        if library in NOT_JSON:
            refusal, _ = self.ask(library, self.signing(library, 'cbor-value', 'es256'))
            self.tap.check(NOT_JSON[library] in refusal.get('error', ''), f'{library}: takes no CBOR value', refusal)
        return judged

    def signed(self, library, shape, camera):
        return self.here / f'{library}-{camera}-{shape}-signed.mp4'

    def signing(self, library, shape, camera):
        """Two jobs: sign, and read what was signed."""
        home, output = self.here / 'cameras' / camera, self.signed(library, shape, camera)
        return [{'do': 'sign', 'file': self.plain, 'output': output, 'key': home / 'key.pem',
                 'chain': home / 'chain.pem', 'algorithm': ALGORITHMS[camera], 'shape': shape},
                {'do': 'read', 'file': output, 'anchors': self.anchors['maker-a']}]

    def check_changed(self, library, cameras):
        """That the verdicts prove something: a changed byte, another camera, another root have other reasons."""
        for camera in cameras:
            file = self.signed(library, BEST[library], camera)
            name = f'{library}: theirs, {camera} {BEST[library]}'
            for where, reason in REFUSED.items():
                line = self.judge(self.write('changed.mp4', changed(file.read_bytes(), where)), self.pins[camera])
                self.tap.check(line['reason'] == reason, f'{name}, a byte of the {where} changed: {reason}', line)
            line = self.judge(file, self.pins['es384' if camera == 'es256' else 'es256'])
            self.tap.check(line['reason'] == 'wrong-camera', f'{name}, another camera selected: wrong-camera', line)
            line = self.judge(file, self.pins[camera], 'maker-b')
            self.tap.check(line['reason'] == 'untrusted-anchor', f'{name}, another root: untrusted-anchor', line)

    def check_third(self, reader):
        """A library reads another's: it takes what we admit, and sides with us where DER stands for r and s."""
        der = ['claimSignature.mismatch', 'signingCredential.invalid']
        plan = [(shape, camera, {None: [], 'bad-signature': der}[reason])
                for shape, camera, reason, _ in self.plan('c2pa-ts') if reason in (None, 'bad-signature')]
        jobs = [self.signing('c2pa-ts', shape, camera)[1] for shape, camera, _ in plan]
        for (shape, camera, failure), said in zip(plan, self.ask(reader, jobs)):
            self.tap.check(sorted(said.get('failure', ['none'])) == failure,
                           f'{reader}: c2pa-ts\'s {camera} {shape}: {failure or "valid"}', said)

    def check_library(self, library):
        package = self.folder / 'node_modules' / LIBRARIES[library]['package'] / 'package.json'
        score = self.scores[LIBRARIES[library]['package']] = {
            'version': json.loads(package.read_text())['version'], 'ours_valid': 0, 'theirs_judged': 0}
        if library == 'c2pa-node' and (platform.system(), platform.machine()) != ('Linux', 'x86_64'):
            score['skipped'] = 'the package holds a native module for Linux on x86-64 only'
            self.tap.skip(library, score['skipped'])
            return
        score['ours_valid'] = self.check_ours(library)
        score['theirs_judged'] = self.check_theirs(library)
        if library != 'c2pa-ts':
            self.check_third(library)


def main():
    parser = argparse.ArgumentParser()
    for name in ('verify', 'make_stream', 'make_certs', 'folder'):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument('--json', type=pathlib.Path)
    given = parser.parse_args()
    folder = given.folder.resolve()
    try:
        fetch(folder)
    except Skip as why:
        print(f'1..0 # SKIP {why}')
        return 0
    tap = Tap()
    with tempfile.TemporaryDirectory() as temporary:
        here = pathlib.Path(temporary)
        anchors = make_home(given.make_certs.resolve(), here)
        for camera in [*ALGORITHMS, 'demo']:
            (here / 'ours' / camera).mkdir(parents=True)
            home = here / 'cameras' / camera
            run(given.make_stream.resolve(), home / 'key.pem', home / 'chain.pem', here / 'ours' / camera, check=True)
        test = Test(tap, given.verify.resolve(), folder, here, anchors)
        for camera in ALGORITHMS:
            line = test.judge(test.ours[camera], test.pins[camera])
            tap.check(line['verdict'] == 'admitted', f'ours, {camera}, is admitted by us', line)
        for library in LIBRARIES:
            test.check_library(library)
    if given.json:
        given.json.write_text(json.dumps(test.scores, indent=1) + '\n')
    return tap.close()


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ownview-verify on files that we did not write, from ../shared/vectors; prints TAP."""
import json
import pathlib
import subprocess
import sys

NOW = '2026-11-22T06:00:00Z'
PIN = 'sha256:f80280de27afd2b1279bd8550a02fb12eb1d4e3270759ca220dafef1cf8c2040'
KEYS = ['file', 'kind', 'verdict', 'reason', 'sequence', 'captured', 'signer', 'selected', 'chain',
        'notes', 'detail']

# Inits of independent signers with our lab's key: file, reason (None: admitted), why.
PEER_SIGNED = [
    ('c2pa-ts-0.9.4-conformant.mp4', None, 'conformant, with 25 KB of zeros beside the signature'),
    ('c2pa-node-0.5.5-bytearray-sessionkeys.mp4', 'unproven-session-key',
     'session keys written as an array of integers'),
    ('c2pa-node-0.5.5-json-sessionkeys.mp4', 'bad-manifest',
     'the action list stands among the gathered assertions only'),
    ('c2pa-wasm-0.13.3-bytearray-sessionkeys.mp4', 'unproven-session-key',
     'session keys written as an array of integers'),
    ('ATTACK-injected-sessionkeys-front.mp4', 'bad-manifest', 'an attacker\'s session keys come first'),
    ('ATTACK-injected-sessionkeys-back.mp4', 'bad-manifest', 'an attacker\'s session keys come last'),
]

# Files of other projects: as init or as segment under our lab's good init, reason, why.
THIRD_PARTY = [
    ('cml/init_signed_with_session_keys.m4s', 'init', 'bad-manifest',
     'the hard binding or the action list is not among the created assertions'),
    ('cml/test-segment.m4s', 'init', 'bad-init', 'a media segment is no init'),
    ('cml/test-segment.m4s', 'segment', 'unsigned', 'a manifest per segment, no signed header'),
    ('c2pa-rs/nested_moov_1000.mp4', 'init', 'unsigned', 'a thousand moov boxes and no manifest'),
    ('c2pa-rs/bunny_89283bps/BigBuckBunny_2s_init.mp4', 'init', 'unsigned', 'nobody signed it'),
    ('qualabs/ads/init-stream0.m4s', 'init', 'unsigned', 'nobody signed it'),
    ('qualabs/chunk-stream-mhv0-00001.m4s', 'segment', 'unsigned', 'nobody signed it'),
    ('lab/example-vsi-emsg-es256.bin', 'segment', 'bad-container', 'a header without media'),
] + [(f'c2pa-rs/bunny_89283bps/BigBuckBunny_2s{n}.m4s', 'segment', 'unsigned', 'nobody signed it')
     for n in (1, 10, 11, 100, 101, 102)] \
  + [(f'qualabs/ads/chunk-stream0-0010{n}.m4s', 'segment', 'unsigned', 'nobody signed it')
     for n in (1, 2, 3)]


class Tap:
    def __init__(self):
        self.n = 0
        self.failed = 0

    def check(self, good, name, detail=''):
        self.n += 1
        self.failed += not good
        print(f'{"ok" if good else "not ok"} {self.n} {name}' + ('' if good else f' # {detail}'), flush=True)

    def close(self):
        print(f'1..{self.n}')
        return 1 if self.failed else 0


def judge(verify, files, *options):
    run = subprocess.run([verify, *options, *map(str, files)], text=True, capture_output=True, timeout=60)
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines()], run.stderr


def expected_cases(lab):
    cases = {}
    for line in (lab / 'expected.tsv').read_text().splitlines():
        if line.startswith(('#', 'case\t')):
            continue
        case, file, verdict, reason = line.split('\t')
        cases.setdefault(case, []).append((file, verdict, None if reason == '-' else reason))
    return cases


def check_lab(tap, verify, lab):
    for case, rows in expected_cases(lab).items():
        status, lines, _ = judge(verify, [lab / 'vectors' / file for file, _, _ in rows], '--pin', PIN,
                                 '--anchors', lab / 'A-root.pem', '--now', NOW)
        got = [(line['file'], line['verdict'], line['reason']) for line in lines]
        whole = all(list(line) == KEYS for line in lines)
        kinds = [line['kind'] for line in lines] == ['init'] + ['segment'] * (len(rows) - 1)
        wanted_status = 0 if all(verdict == 'admitted' for _, verdict, _ in rows) else 1
        tap.check(got == rows and whole and kinds and status == wanted_status, f'lab/{case}', f'{got} {status}')


def check_contract(tap, verify, lab):
    good = [lab / 'vectors' / '00-good.init', lab / 'vectors' / '00-good.0']
    _, lines, _ = judge(verify, good, '--now', NOW)
    tap.check(not any(line['selected'] or line['chain'] for line in lines), 'contract/nothing-asked-nothing-held')
    _, lines, _ = judge(verify, good, '--pin', PIN, '--now', NOW)
    tap.check(all(line['selected'] and not line['chain'] for line in lines), 'contract/pin-alone')
    tap.check(lines[1]['signer'] == PIN[7:23] and lines[0]['sequence'] is None and lines[1]['sequence'] == 1,
              'contract/signer-and-sequence', lines)
    _, lines, _ = judge(verify, [lab / 'vectors' / '12-cwt15.init', lab / 'vectors' / '12-cwt15.0'], '--now', NOW)
    tap.check(lines[1]['captured'] is not None and lines[1]['captured'].endswith('Z')
              and len(lines[1]['captured']) == 24, 'contract/captured-has-milliseconds', lines[1])
    _, lines, _ = judge(verify, [lab / 'vectors' / '01b-untrusted-signer.init'], '--pin', PIN, '--now', NOW)
    tap.check(lines[0]['signer'] not in (None, PIN[7:23]) and not lines[0]['selected'],
              'contract/a-stranger-is-named-by-its-key', lines[0])


def check_peers(tap, verify, vectors):
    for file, reason, why in PEER_SIGNED:
        _, lines, _ = judge(verify, [vectors / 'lab' / 'peer-signed' / file], '--pin', PIN, '--anchors',
                            vectors / 'lab' / 'A-root.pem', '--now', NOW)
        tap.check(lines[0]['reason'] == reason and (reason is not None or lines[0]['chain']),
                  f'peer-signed/{file}: {why}', lines[0])
    for file, kind, reason, why in THIRD_PARTY:
        files = [vectors / file] if kind == 'init' else [vectors / 'lab/vectors/00-good.init', vectors / file]
        _, lines, _ = judge(verify, files, '--now', NOW)
        tap.check(lines[-1]['reason'] == reason, f'third-party/{file} as {kind}: {why}', lines[-1])


def main(verify, vectors):
    vectors = pathlib.Path(vectors)
    if not (vectors / 'lab' / 'expected.tsv').exists():
        print(f'1..0 # SKIP the shared vectors are not here ({vectors.name} beside the checkout)')
        return 0
    tap = Tap()
    check_lab(tap, verify, vectors / 'lab')
    check_contract(tap, verify, vectors / 'lab')
    check_peers(tap, verify, vectors)
    return tap.close()


sys.exit(main(sys.argv[1], sys.argv[2]))

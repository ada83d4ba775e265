#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of tests/README.md, out of what the test runs said. evidence.py [--write README] [LOG...]

A log is meson's, FOLDER/meson-logs/NAME.json, after the tests have run. What was said before stands as long as the code
is the very same (build-figures/said.json), so that the parts of ./check may run one after the other; what has not run
on this code stands as "not run".
"""
import argparse
import hashlib
import json
import pathlib
import re
import sys

BEGIN, END = '<!-- figures: written by ./check --table -->', '<!-- end of figures -->'
FAMILIES = ['SUB', 'HDR', 'INI', 'BOX', 'SEQ', 'PKI', 'CLK', 'NET', 'DEC', 'UI', 'RACE', 'AUD', 'STO']
NOT_RUN = 'not run'
ROOT = pathlib.Path(__file__).resolve().parents[2]
FIGURES = ROOT / 'build-figures'
CODE = ['certs', 'client', 'pipelines', 'tests', 'ui', 'meson.build', 'meson_options.txt', 'check', 'demo']


def read_logs(logs):
    """(folder, test name) -> stdout of the tests that ran to a good end."""
    said = {}
    for log in map(pathlib.Path, logs):
        folder = log.parts[0]
        for line in log.read_text().splitlines() if log.exists() else []:
            entry = json.loads(line)
            if entry['result'] == 'OK':
                said[folder, entry['name'].split(' / ')[-1]] = entry.get('stdout', '')
    return said


def read_json(path):
    return json.loads(path.read_text()) if path.exists() else None


def code():
    """A digest of all that is built or run."""
    digest = hashlib.sha256()
    for name in CODE:
        for path in sorted([ROOT / name, *(ROOT / name).rglob('*')]):
            if path.is_file() and path.suffix not in ('.md', '.pyc'):
                digest.update(f'{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n'.encode())
    return digest.hexdigest()


def gather(logs):
    """(folder, name) -> what was said, or a script's figures; now, or before by the same code."""
    said = read_logs(logs)
    for name in ('mutation', 'coverage'):
        figures = read_json(FIGURES / f'{name}.json')
        if figures is not None:
            said['figures', name] = figures
    kept, now = read_json(FIGURES / 'said.json'), code()
    if kept is not None and kept['code'] == now:
        said = {tuple(key): value for key, value in kept['said']} | said
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / 'said.json').write_text(json.dumps({'code': now, 'said': list(said.items())}))
    return said


def stdout_of(said, name):
    return next((text for (_, test), text in said.items() if test == name), None)


def rows(said):
    """Ids of the attack table in the names of tests that passed."""
    ids = set()
    for text in said.values():
        for line in re.findall(r'^ok \d+ (.*)', text, re.M):
            ids.update(re.findall(r'\b(%s)-(\d\d)\b' % '|'.join(FAMILIES), line))
    counts = [(f, sum(1 for family, _ in ids if family == f)) for f in FAMILIES]
    return ', '.join(f'{f} {n}' for f, n in counts if n) or NOT_RUN


def points(said):
    n = sum(len(re.findall(r'^ok \d', text, re.M)) for text in said.values())
    return f'{n:,}'


def every_byte(said):
    full = stdout_of(said, 'every-byte-all')
    short = stdout_of(said, 'every-byte')
    if short is None:
        return NOT_RUN
    flips = re.findall(r'# (\d+) bytes flipped, (\d+) survived', full or short)
    others = re.findall(r'# (\d+) (truncations|insertions and deletions|swaps), (\d+) survived', short)
    n, survived = (sum(int(f[i]) for f in flips) for i in (0, 1))
    kind = 'every value of every byte' if full else 'several values of every byte'
    text = f'{n:,} flips ({kind}), {survived:,} survivors, each in a listed field that nobody reads; '
    return text + ', '.join(
        f'{sum(int(m) for m, w, _ in others if w == what):,} {what}'
        for what in ('truncations', 'insertions and deletions', 'swaps')
    ) + f', {sum(int(s) for _, _, s in others)} survivors'


def numbers(said, slow, fast, words):
    """@words with the figures of the slow test, or of the fast one where that has not run."""
    found = re.search(r'# figure: (.*)', stdout_of(said, slow) or stdout_of(said, fast) or '')
    if not found:
        return NOT_RUN
    figures = dict(pair.split('=') for pair in found.group(1).split())
    return words.format(**{key: f'{int(value):,}' if value.isdecimal() else value for key, value in figures.items()})


def fuzzers(said):
    found = {}
    for text in said.values():
        for name, n, speed in re.findall(r'^ok 1 fuzz-(\w+): (\d+) inputs, (\d+) a second', text, re.M):
            found[name] = (int(n), int(speed))
    return '; '.join(f'{name} {n:,} ({speed:,}/s)' for name, (n, speed) in sorted(found.items())) or NOT_RUN


def two_readers(said):
    text = stdout_of(said, 'two-readers')
    if text is None:
        return NOT_RUN
    return f'{len(re.findall("^ok", text, re.M))} comparisons with FFmpeg, no difference'


def mutation(figures):
    got = figures.get('mutation')
    if got is None:
        return NOT_RUN
    drawn = 'all' if got['mutants'] == got['of'] else f'{got["mutants"]:,}, drawn by lot, of'
    return (f'{drawn} {got["of"]:,} changes: {got["killed"]:,} killed, {got["survived"]:,} survived, '
            f'{got["unlisted"] or "none"} of them without a reason in tests/mutation/survivors.txt')


def coverage(figures):
    got = figures.get('coverage')
    return f'lines {got["lines"]:.1f} %, branches {got["branches"]:.1f} %' if got else NOT_RUN


def threads(said):
    n = sum(1 for folder, _ in said if folder == 'build-threads')
    return f'{n} test programs with sessions, pipelines and screens, no finding' if n else NOT_RUN


def interop(said):
    got = read_json(ROOT / 'build-check' / 'interop.json') if stdout_of(said, 'interop') is not None else None
    if got is None:
        return NOT_RUN
    return '; '.join(f'{name} {one["version"]}: {one["ours_valid"]} of ours valid, '
                     f'{one["theirs_judged"]} of theirs judged right' for name, one in sorted(got.items()))


def table(logs):
    said = gather(logs)
    figures = {name: value for (folder, name), value in said.items() if folder == 'figures'}
    said = {key: value for key, value in said.items() if key[0] != 'figures'}
    lines = [
        ('Tests that passed', points(said)),
        ('Rows of the attack table with a test of their name', rows(said)),
        ('Every byte of a signed unit', every_byte(said)),
        ('False alarms', numbers(said, 'million-authentic', 'many-authentic', '{authentic} authentic units over {hours} '
                                 'hours of virtual time ({sessions} sessions, {joins} joins, {missing} lost): {refused} '
                                 'refused')),
        ('False admissions', numbers(said, 'million-hostile', 'many-hostile', '{hostile} hostile units of {kinds} kinds: '
                                     '{admitted} admitted; {between} authentic ones between them, all admitted')),
        ('Camera-hours', numbers(said, 'thousand-camera-hours', 'client-hours', '{hours} in virtual time: {faults} faults, '
                                 '{sleeps} sleeps, {jumps} jumps of the clock, {selected} selections; {units} units '
                                 'admitted, {foreign} foreign ones came and none was; {honest-red} times red without '
                                 'one; a picture again {longest} s after all was well, at most; {asked} requests a '
                                 'second in an outage; {heap} bytes left behind')),
        ('Fuzzers, inputs', fuzzers(said)),
        ('Two readers', two_readers(said)),
        ('Mutants of the judge', mutation(figures)),
        ('Coverage of client/provenance', coverage(figures)),
        ('ThreadSanitizer', threads(said)),
        ('Other implementations, both ways', interop(said)),
    ]
    return '\n'.join(['| what | figure |', '|---|---|'] + [f'| {what} | {figure} |' for what, figure in lines])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--write', type=pathlib.Path, metavar='README')
    parser.add_argument('logs', nargs='*')
    args = parser.parse_args()
    text = table(args.logs)
    print(text)
    if args.write:
        readme = args.write.read_text()
        head, rest = readme.split(BEGIN)
        args.write.write_text(f'{head}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}')
    return 0


sys.exit(main())

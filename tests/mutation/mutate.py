#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is every rule of the judge held by a test? Changes the judge in many small ways, and fails when a change passes
the unit suite unseen and is not in survivors.txt with the reason why.

The sources are copied to build-mutation/src and rewritten there (rewrite.py), so that one build with sanitizers
holds all changes behind a number in the environment; the tree, and what is built from it, has nothing of it.
Needs what ./check needs: clang-14, meson, ninja.

survivors.txt: a line "= reason", then the changes it speaks of, one a line:
    file :: function :: the line it begins on :: original -> changed [:: which one, of several that read the same]
A sample is drawn from the changes that are not listed there; --all and --file try those as well, and say which of
them a test has come to notice.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
import rewrite  # noqa: E402
import run  # noqa: E402

SAMPLE = 400  # about six minutes on two cores
PACKAGES = ['glib-2.0', 'gio-unix-2.0', 'libcrypto', 'libcbor']
LISTED = HERE / 'survivors.txt'


def say(text):
    print(text, flush=True)


def copy_tree(out):
    """The tree without builds and repository, only what is newer, so that ninja builds only that."""
    kept = set()
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if not n.startswith(('.', 'build', 'out', 'shots', '__pycache__'))]
        for name in files:
            source = pathlib.Path(folder) / name
            target = out / source.relative_to(ROOT)
            kept.add(target)
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    for target in [p for p in out.rglob('*') if p.is_file() and p not in kept]:
        target.unlink()


def build(folder, names, sanitizers):
    """Builds the copy with every change in it; returns the mutants and where the build is."""
    flags = subprocess.run(['pkg-config', '--cflags', *PACKAGES], capture_output=True, text=True, check=True)
    flags = [f'-I{ROOT}', '-D_GNU_SOURCE', '-DOWNVIEW_DEMO=0', *flags.stdout.split()]
    source, out = folder / 'src', folder / ('build' if sanitizers else 'build-plain')
    rewritten = folder / 'rewritten'
    mutants = rewrite.rewrite_all(ROOT, names, flags, rewritten)
    copy_tree(source)
    for name in names:
        rewrite.write_if_new(source / name, (rewritten / name).read_text(encoding='latin-1'))
    vectors = folder / 'shared'
    if not vectors.exists() and (ROOT.parent / 'shared').exists():
        vectors.symlink_to(ROOT.parent / 'shared')
    if not (out / 'build.ninja').exists():
        shutil.rmtree(out, ignore_errors=True)
        checks = ['-Db_sanitize=address,undefined', '-Db_lundef=false'] if sanitizers else []
        quiet(['meson', 'setup', str(out), str(source), '-Dviewer=disabled', '-Dbuildtype=plain',
               '-Doptimization=1', '-Dc_args=-w -fbracket-depth=2048 -ftrivial-auto-var-init=pattern', *checks], CC='clang-14')
    quiet(['ninja', '-C', str(out)])
    return mutants, out


def quiet(command, **variables):
    done = subprocess.run(command, text=True, capture_output=True, env={**os.environ, **variables})
    if done.returncode != 0:
        say(done.stdout[-8000:] + done.stderr[-2000:])
        sys.exit(f'mutation: {" ".join(command[:2])} failed')


def read_listed():
    """Key -> reason."""
    listed, reason = {}, ''
    for line in LISTED.read_text().split('\n') if LISTED.exists() else []:
        if line.startswith('= '):
            reason = line[2:]
        elif line and not line.startswith('#'):
            listed[line] = reason
    return listed


def stem(mutant):
    return pathlib.Path(mutant['file']).stem.removeprefix('prov-')


def choose(mutants, listed, options):
    if options.again:
        wanted = {m['key'] for m in json.loads(pathlib.Path(options.again).read_text())['survivors']}
        return [m for m in mutants if m['key'] in wanted]
    if options.file:
        return [m for name in options.file for m in mutants if stem(m) == name]
    if options.all:
        return mutants
    open_ones = [m for m in mutants if m['key'] not in listed]
    chosen = random.Random(options.seed).sample(open_ones, min(options.sample, len(open_ones)))
    return sorted(chosen, key=lambda m: m['id'])


def judge_all(suite, chosen, listed, options):
    """The survivors among @chosen; what is listed is not asked of the slow tests."""
    survivors, begun, said = [], time.monotonic(), time.monotonic()

    def judge(mutant):
        return suite.is_killed(mutant, not options.quick and mutant['key'] not in listed)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for i, (mutant, killed) in enumerate(zip(chosen, pool.map(judge, chosen)), 1):
            if not killed:
                mutant['reached'] = bool(suite.reached[mutant['id']])
                survivors.append(mutant)
                if mutant['key'] not in listed:
                    show(mutant)
            if time.monotonic() - said > 30:
                said = time.monotonic()
                say(f'# {i} of {len(chosen)} after {said - begun:.0f} s, {len(survivors)} survived')
    return survivors


def show(mutant):
    seen = '' if mutant['reached'] else ' (not reached)'
    say(f'survived{seen}: {mutant["file"]}:{mutant["line"]}: {mutant["function"]}: {mutant["change"]}')


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument('--all', action='store_true', help='every change, an hour or more')
    which.add_argument('--sample', type=int, default=SAMPLE, metavar='N', help=f'N changes by lot ({SAMPLE})')
    which.add_argument('--file', action='append', metavar='NAME', help='every change in prov-NAME.c; repeatable')
    which.add_argument('--again', metavar='JSON', help='the survivors of an earlier run')
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 32), help='of the lot')
    parser.add_argument('--json', metavar='FILE', help='write the result there')
    parser.add_argument('--quick', action='store_true', help='ask neither the scripts nor every-byte')
    parser.add_argument('--test', action='append', default=[], metavar='NAME',
                        help='ask this test only, to look for what it lacks; repeatable')
    parser.add_argument('--no-sanitizers', action='store_true',
                        help='twice as fast; what only a sanitizer notices survives')
    parser.add_argument('--jobs', type=int, default=2, metavar='N', help='tests at a time (2)')
    return parser.parse_args()


def main():
    options = parse()
    names = sorted(str(p.relative_to(ROOT)) for p in (ROOT / 'client' / 'provenance').glob('*.c'))
    mutants, out = build(ROOT / 'build-mutation', names, not options.no_sanitizers)
    listed = read_listed()
    chosen = choose(mutants, listed, options)
    suite = run.Suite(out, options.jobs, options.test)
    suite.learn(not options.quick)
    say(f'# {len(chosen)} of {len(mutants)} changes, {sum(len(p.cases) or 1 for p in suite.programs)} test cases')

    survivors = judge_all(suite, chosen, listed, options)
    unlisted = [m for m in survivors if m['key'] not in listed]
    stale = sorted(set(listed) - {m['key'] for m in mutants})
    for key in stale:
        say(f'survivors.txt speaks of a change that there is not: {key}')
    dead = {m['key'] for m in chosen} & set(listed) - {m['key'] for m in survivors}
    for key in sorted(dead):
        say(f'# listed, but a test notices it: {key}')
    if options.json:
        result = {'mutants': len(chosen), 'of': len(mutants), 'killed': len(chosen) - len(survivors),
                  'survived': len(survivors), 'unlisted': len(unlisted), 'seed': options.seed,
                  'survivors': survivors}
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + '\n')
    say(f'mutation: {len(chosen)} mutants, {len(chosen) - len(survivors)} killed, {len(survivors)} survived, '
        f'{len(unlisted)} of them not listed (seed {options.seed}, sample {len(chosen)} of {len(mutants)}, '
        f'{len(listed)} listed)')
    return 1 if unlisted or stale else 0


if __name__ == '__main__':
    sys.exit(main())

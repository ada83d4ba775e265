#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Line and branch coverage of the judge by the unit suites: its own instrumented build, one line, maybe JSON."""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

MIN_LINES = 98.0
MIN_BRANCHES = 92.0
JUDGE = 'client/provenance'
WHOLE_JUDGE = 'tests/unit/test-border-gate'
INSTRUMENT = '-fprofile-instr-generate'
OPTIONS = ['--werror', '--buildtype=debug', '-Dviewer=disabled', '-Ddemo=enabled', '-Db_lundef=false',
           f'-Dc_args={INSTRUMENT} -fcoverage-mapping', f'-Dc_link_args={INSTRUMENT}']


def tool(name):
    found = shutil.which(f'{name}-14') or shutil.which(name)
    if found is None:
        sys.exit(f'coverage: {name} is missing; tests/setup/install test')
    return found


def run(words, **options):
    done = subprocess.run(list(map(str, words)), text=True, capture_output=True, **options)
    if done.returncode != 0:
        sys.exit(f'coverage: {words[0]} failed\n{done.stdout[-4000:]}{done.stderr[-4000:]}')
    return done.stdout


def build(root, folder, jobs):
    # the compiler's own trial programs are instrumented too, and leave their profiles nowhere
    env = dict(os.environ, CC=tool('clang'), LLVM_PROFILE_FILE=os.devnull)
    if not (folder / 'build.ninja').exists():
        shutil.rmtree(folder, ignore_errors=True)
        run(['meson', 'setup', folder, root, *OPTIONS], env=env)
    run(['ninja', '-C', folder, *(['-j', jobs] if jobs else [])], env=env)


def run_suites(folder, suite, jobs):
    """Every program leaves a profile of its own; none is kept from a run before."""
    profiles = folder / 'profiles'
    shutil.rmtree(profiles, ignore_errors=True)
    profiles.mkdir()
    run(['meson', 'test', '-C', folder, '--no-rebuild', '--suite', suite, '--timeout-multiplier', 4,
         *(['--num-processes', jobs] if jobs else [])],
        env=dict(os.environ, LLVM_PROFILE_FILE=str(profiles / '%m-%p.profraw')))
    merged = folder / 'merged.profdata'
    (folder / 'profiles.txt').write_text('\n'.join(map(str, sorted(profiles.glob('*.profraw')))))
    run([tool('llvm-profdata'), 'merge', '-sparse', '-f', folder / 'profiles.txt', '-o', merged])
    return merged


def measure(root, folder, merged):
    """One program that holds the whole judge is enough: profiles are by function, whoever ran it."""
    words = [tool('llvm-cov'), 'export', '-summary-only', '-instr-profile', merged, folder / WHOLE_JUDGE]
    data = json.loads(run(words))['data'][0]['files']
    found = {}
    for file in data:
        path = pathlib.Path(folder, file['filename']).resolve()
        if path.parent == root / JUDGE and path.suffix == '.c':
            found[path.name] = file['summary']
    missing = {path.name for path in (root / JUDGE).glob('*.c')} - found.keys()
    if missing:
        sys.exit(f'coverage: nothing is known of {", ".join(sorted(missing))}')
    return found


def percent(summaries, what):
    total = sum(summary[what]['count'] for summary in summaries)
    return 100.0 * sum(summary[what]['covered'] for summary in summaries) / total


def report(files):
    def figures(summaries):
        return {'lines': round(percent(summaries, 'lines'), 2), 'branches': round(percent(summaries, 'branches'), 2)}
    return {**figures(list(files.values())),
            'per_file': {name: figures([summary]) for name, summary in sorted(files.items())}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--json', type=pathlib.Path, help='write {"lines", "branches", "per_file"} there')
    parser.add_argument('--build', type=pathlib.Path, help='the build folder; build-coverage by default')
    parser.add_argument('--suite', default='unit', help='the suite that is run')
    parser.add_argument('--jobs', type=int, help='how many at a time')
    words = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = (words.build or root / 'build-coverage').resolve()

    build(root, folder, words.jobs)
    found = report(measure(root, folder, run_suites(folder, words.suite, words.jobs)))
    if words.json:
        words.json.write_text(json.dumps(found, indent=2) + '\n')
    for name, figures in found['per_file'].items():
        if figures['lines'] < MIN_LINES or figures['branches'] < MIN_BRANCHES:
            print(f'{name}: lines {figures["lines"]:.1f} %, branches {figures["branches"]:.1f} %')
    print(f'coverage: lines {found["lines"]:.1f} %, branches {found["branches"]:.1f} %')
    return 1 if found['lines'] < MIN_LINES or found['branches'] < MIN_BRANCHES else 0


if __name__ == '__main__':
    sys.exit(main())

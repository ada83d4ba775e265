#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up the suites of several runs: every TAP point counts, every other test as one.

count.py LOG... NAME=passed|failed...: a log is meson's, FOLDER/meson-logs/NAME.json; what is no test of a folder counts
as one by its name.
"""
import json
import pathlib
import re
import sys

POINT = re.compile(r'^(not )?ok\b(?!.*# SKIP)', re.M)
FAILED = re.compile(r'^(?:not ok\b|Bail out!).*', re.M)
SKIPPED = re.compile(r'^ok\b.*# SKIP|^1\.\.0 # SKIP', re.M)


def count(entry):
    """passed, failed, skipped of one test program."""
    points = POINT.findall(entry.get('stdout', ''))
    failed = sum(1 for p in points if p)
    passed = len(points) - failed
    skipped = len(SKIPPED.findall(entry.get('stdout', '')))
    if entry['result'] == 'SKIP':
        return 0, 0, max(skipped, 1)
    if entry['result'] != 'OK':
        return passed, max(failed, 1), skipped
    return max(passed, 0 if skipped else 1), failed, skipped


def main(words):
    passed = failed = skipped = 0
    failures = []
    for word in words:
        if '=' in word:
            name, result = word.split('=')
            passed, failed = passed + (result == 'passed'), failed + (result != 'passed')
            failures += [f'FAILED {name}'] if result != 'passed' else []
            continue
        log = pathlib.Path(word)
        folder = log.parts[0]
        if not log.exists():
            print(f'{folder}: no test has run there')
            failed += 1
            continue
        for line in log.read_text().splitlines():
            entry = json.loads(line)
            p, f, s = count(entry)
            passed, failed, skipped = passed + p, failed + f, skipped + s
            if f:
                failures.append(f'FAILED {folder}: {entry["name"]} ({entry["result"]}, {entry["duration"]:.0f} s)')
                failures += [f'  {point[:400]}' for point in FAILED.findall(entry.get('stdout', ''))[:5]]
            if s:
                print(f'skipped in {folder}: {entry["name"]}')
    print(*failures, sep='\n', end='\n' if failures else '')
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed or passed == 0 else 0


sys.exit(main(sys.argv[1:]))

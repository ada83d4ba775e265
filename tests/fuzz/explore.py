#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Explores one harness for a while; prints TAP with how fast it was. explore.py FUZZER SECONDS [CRASH-FOLDER]"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def stat(log, name):
    found = re.search(rf'stat::{name}:\s+(\d+)', log)
    return int(found.group(1)) if found else 0


def main(fuzzer, seconds, crashes=None):
    name = pathlib.Path(fuzzer).name
    crashes = pathlib.Path(crashes or pathlib.Path(fuzzer).parent)
    with tempfile.TemporaryDirectory() as corpus:
        done = subprocess.run(
            [fuzzer, f'-max_total_time={seconds}', '-max_len=65536', '-rss_limit_mb=1024', '-timeout=10',
             '-print_final_stats=1', f'-artifact_prefix={crashes}/{name}-', corpus],
            env=dict(os.environ, FUZZ_SEEDS=corpus), text=True, errors='replace', capture_output=True,
            timeout=int(seconds) + 100)
        kept = len(list(pathlib.Path(corpus).iterdir()))
    log = done.stdout + done.stderr
    good = done.returncode == 0 and stat(log, 'number_of_executed_units') > 0
    covered = re.findall(r'cov: (\d+)', log)
    if not good:
        print('\n'.join('# ' + line for line in log.splitlines()[-60:]))
    print(f'{"ok" if good else "not ok"} 1 {name}: {stat(log, "number_of_executed_units")} inputs, '
          f'{stat(log, "average_exec_per_sec")} a second, {covered[-1] if covered else 0} edges, '
          f'{kept} inputs worth keeping')
    print('1..1')
    return 0 if good else 1


sys.exit(main(*sys.argv[1:]))

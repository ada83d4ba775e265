# SPDX-License-Identifier: Apache-2.0
"""Runs the unit suite of a build of rewritten sources: once to learn which test comes by which change, then for
each change the tests that come by it, likeliest first, until one fails."""
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import tempfile
import threading
import time

SLOW = {'every-byte'}        # for a change that nothing else noticed, as are the scripts
BY_LUCK = {'/fuzz/mutants'}  # how far these come depends on the machine's speed
MAX_FILE = 8 << 30     # bytes: what a test that reads a huge file writes, and no change may pass
MAX_TEXT = 16 << 20    # of what one says
MAX_FIRST = 4          # killers of the same function's other mutants that are tried before all else
ENVIRONMENT = {
    'ASAN_OPTIONS': 'detect_leaks=0:symbolize=0:max_allocation_size_mb=512:hard_rss_limit_mb=1024',
    'UBSAN_OPTIONS': 'halt_on_error=1:symbolize=0',
    'G_DEBUG': '',
}


class Program:
    """One test of the suite: a GLib test program with its cases, or a script without."""

    def __init__(self, test, build):
        self.name = test['name']
        self.command = test['cmd']
        self.build = build
        self.cases = []
        if re.match(r'(test|replay)-', pathlib.Path(self.command[0]).name):
            listed = subprocess.run([*self.command, '-l'], capture_output=True, text=True, check=True, cwd=build,
                                    env={**os.environ, **ENVIRONMENT})
            self.cases = [line for line in listed.stdout.split('\n') if line.startswith('/') and line not in BY_LUCK]
        self.late = self.name in SLOW or not self.cases
        # All of a test program stands in its file: what a run of the same file came by is known. A script's doesn't.
        self.digest = hashlib.sha256(pathlib.Path(self.command[0]).read_bytes()).hexdigest() if self.cases else None

    def run(self, cases, timeout, **variables):
        """(True when all passed, the cases that passed, seconds)."""
        command = list(self.command)
        for case in cases:
            command += ['-p', case]
        begun = time.monotonic()
        # what a test that fails leaves behind goes with the folder
        with tempfile.TemporaryFile('w+') as output, tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, cwd=self.build,
                                       env={**os.environ, **ENVIRONMENT, **variables, 'TMPDIR': folder},
                                       start_new_session=True, stdin=subprocess.DEVNULL)
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired:
                code = -1
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            output.seek(0)
            text = output.read(MAX_TEXT)
        passed = set(re.findall(r'^ok \d+ (/\S+)', text, flags=re.M))
        return code == 0, passed, time.monotonic() - begun


class Suite:
    """All programs, and what each case comes by."""

    def __init__(self, build, jobs, only):
        """@only: names of the tests that are asked; empty: all."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # many changes crash
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))  # some talk without end
        self.jobs = jobs
        self.lock = threading.Lock()
        self.killers = collections.defaultdict(list)  # of a function: (program, case), the last one first
        self.reached = collections.defaultdict(dict)  # of a mutant: program -> cases
        self.seconds = {}
        tests = json.loads((build / 'meson-info' / 'intro-tests.json').read_text())
        self.learned = build / 'learned.json'
        self.programs = [Program(test, build) for test in tests
                         if any(s.endswith(':unit') for s in test['suite']) and (not only or test['name'] in only)]

    def learn(self, late):
        """Runs each case by itself and the original; raises RuntimeError when one fails. @late: slow ones and
        scripts as well."""
        todo = [(program, case) for program in self.programs if late or not program.late
                for case in program.cases or [None]]
        known = json.loads(self.learned.read_text()) if self.learned.exists() else {}
        learned = collections.defaultdict(dict)
        try:
            with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
                answers = pool.map(lambda pair: self.learn_one(*pair, known), todo)
                for (program, case), (seconds, reached) in zip(todo, answers):
                    self.seconds[program, case] = seconds
                    for mutant in reached:
                        self.reached[mutant].setdefault(program, []).append(case)
                    if program.digest:
                        learned[program.digest][case] = seconds, reached
        finally:
            for program in self.programs:  # what was not asked now may be the next time
                if program.digest in known:
                    learned[program.digest] = known[program.digest] | learned[program.digest]
            self.learned.write_text(json.dumps(learned))

    def learn_one(self, program, case, known):
        """Seconds, and the numbers of the changes that were come by."""
        if case in known.get(program.digest, {}):
            return known[program.digest][case]
        with tempfile.NamedTemporaryFile() as file:
            good, _, seconds = program.run([case] if case else [], 600, MUTANT_REACHED=file.name)
            if not good:
                raise RuntimeError(f'{program.name} {case or ""} fails without any change')
            return seconds, [i for i, byte in enumerate(file.read()) if byte]

    def fails(self, program, cases, mutant):
        """Whether the mutant makes one of the cases fail; remembers which."""
        timeout = 5 * sum(self.seconds[program, case] for case in cases) + 5
        good, passed, _ = program.run(cases if cases[0] else [], timeout, MUTANT=str(mutant['id']))
        if good:
            return False
        killer = (program, next((case for case in cases if case not in passed), cases[-1]))
        with self.lock:
            first = self.killers[mutant['file'], mutant['function']]
            if killer in first:
                first.remove(killer)
            first.insert(0, killer)
        return True

    def is_killed(self, mutant, late):
        """Whether a test notices; @late: slow ones and scripts are asked too."""
        reached = self.reached[mutant['id']]
        with self.lock:
            first = self.killers[mutant['file'], mutant['function']][:MAX_FIRST]
        tried = [(program, case) for program, case in first if case in reached.get(program, []) and case]
        for program in dict.fromkeys(program for program, _ in tried):
            if self.fails(program, [case for other, case in tried if other is program], mutant):
                return True
        # what is named after the file first, then what takes the least time
        stem = pathlib.Path(mutant['file']).stem.removeprefix('prov-')
        order = sorted(reached, key=lambda program: (stem not in program.name,
                                                     sum(self.seconds[program, case] for case in reached[program])))
        for program in order:
            cases = [case for case in reached[program] if (program, case) not in tried]
            if cases and not program.late and self.fails(program, cases, mutant):
                return True
        for program in order if late else []:
            for case in reached[program] if program.late else []:
                if self.fails(program, [case], mutant):
                    return True
        return False

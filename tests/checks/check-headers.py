#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone, with the flags of a source file beside it; two of them need GLib only.

A source file includes its own header first, so the build has shown that one already; the others are compiled here.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys

# Users of the product's halves see GLib and nothing else behind these.
GLIB_ONLY = ('client/client.h', 'pipelines/pipelines.h')


FIRST_INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)', re.M)


def read_commands(build):
    """Compiler and flags by folder, and the headers that a compiled file begins with."""
    commands = json.loads((pathlib.Path(build) / 'compile_commands.json').read_text())
    folders, shown = {}, set()
    for entry in commands:
        file = pathlib.Path(entry['directory'], entry['file']).resolve()
        words = shlex.split(entry['command'])
        flags = [w for w in words[1:] if w.startswith(('-I', '-D', '-std', '-W')) and w != '-Winvalid-pch']
        folders.setdefault(file.parent, (words[0], entry['directory'], flags))
        first = FIRST_INCLUDE.search(file.read_text()) if file.exists() else None
        if first:
            shown.add(first[1])
    return folders, shown


def glib_only(flags):
    wanted = subprocess.run(['pkg-config', '--cflags', 'glib-2.0'], text=True, capture_output=True,
                            check=True).stdout.split()
    return [f for f in flags if not f.startswith('-I')] + wanted


def main(source, build):
    source = pathlib.Path(source).resolve()
    folders, shown = read_commands(build)
    failed, n = [], 0
    for header in sorted(source.glob('**/*.h')):
        name = header.relative_to(source).as_posix()
        if name.startswith('build') or header.parent not in folders:
            continue
        compiler, directory, flags = folders[header.parent]
        n += 1
        if name in shown and name not in GLIB_ONLY:
            continue
        if name in GLIB_ONLY:
            flags = glib_only(flags)
        run = subprocess.run([compiler, *flags, f'-I{source}', '-fsyntax-only', '-xc', '-'],
                             input=f'#include "{name}"\n', cwd=directory, text=True, capture_output=True)
        if run.returncode != 0:
            failed.append(f'{name}: {run.stderr.splitlines()[0] if run.stderr else "?"}')
    for text in failed:
        print(text)
    print(f'{n} headers, {len(failed)} do not stand alone')
    return 1 if failed or n < 20 else 0


sys.exit(main(sys.argv[1], sys.argv[2]))

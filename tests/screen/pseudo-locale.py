#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the catalogue of "xx", a language that nobody speaks and that takes 40 % more room than English.

Usage: pseudo-locale.py SOURCE OUT. Writes OUT, a .po file, and xx/LC_MESSAGES/ownview.mo beside it.
"""
import pathlib
import subprocess
import sys

source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.path.insert(0, str(source / 'tests/checks'))
import catalogues  # noqa: E402

pot = out.with_suffix('.pot')
catalogues.extract(source, pot)
out.write_text(catalogues.pseudo(catalogues.read(pot)), encoding='utf-8')
folder = out.parent / 'xx/LC_MESSAGES'
folder.mkdir(parents=True, exist_ok=True)
subprocess.run(['msgfmt', '--check-format', '--check-domain', '-o', folder / 'ownview.mo', out], check=True)

# SPDX-License-Identifier: Apache-2.0
"""Reading catalogues of translations, and making the one of a language that nobody speaks."""
import json
import pathlib
import re
import subprocess

HOLE = re.compile(r'\{\w+\}')
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'ngettext:1,2', 'g_dngettext:2,3',
            'GenericName', 'Comment']
HEADER = 'Language: xx\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n'
ACCENTS = str.maketrans('aceginouyzACEGINOUYZ', 'áçéğíñóúýžÁÇÉĞÍÑÓÚÝŽ')
GROWTH = 1.4


class Entry:
    """One sentence: its context or None, its source, its plural or None, and its translations."""

    def __init__(self):
        self.flags, self.context, self.source, self.plural, self.texts = set(), None, None, None, []

    @property
    def key(self):
        return self.context, self.source, self.plural


def read(path):
    """The entries of a .po or .pot file, without its header; obsolete ones have the flag "obsolete"."""
    entries = []
    for block in re.split(r'\n\s*\n', pathlib.Path(path).read_text(encoding='utf-8')):
        entry, field = Entry(), None
        for line in block.splitlines():
            if line.startswith('#~'):
                entry.flags.add('obsolete')
                line = line[2:].strip()
            if line.startswith('#,'):
                entry.flags.update(flag.strip() for flag in line[2:].split(','))
            found = re.match(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[\d\])? )?(".*")$', line)
            if not found:
                continue
            text = json.loads(found[2])
            if found[1] == 'msgstr':
                entry.texts.append('')
            field = found[1] or field
            if field == 'msgctxt':
                entry.context = (entry.context or '') + text
            elif field == 'msgid':
                entry.source = (entry.source or '') + text
            elif field == 'msgid_plural':
                entry.plural = (entry.plural or '') + text
            elif field == 'msgstr':
                entry.texts[-1] += text
        if entry.source:
            entries.append(entry)
    return entries


def extract(source, pot):
    """Writes what the sources say into @pot."""
    subprocess.run(['xgettext', f'--directory={source}', f'--files-from={source}/ui/po/POTFILES.in',
                    '--from-code=UTF-8', '--force-po', '--keyword', *(f'--keyword={word}' for word in KEYWORDS), '-o', pot],
                   check=True)


def grow(text):
    """@text in the language that nobody speaks: 40 % longer, accented, in brackets, its holes as they were."""
    words = HOLE.split(text)
    letters = sum(map(len, words))
    if not any(c.isalpha() for word in words for c in word) or '%' in text:
        return text
    missing = [round(GROWTH * letters + 0.5) - letters - 2]

    def longer(word):
        out = ''
        for c in word:
            out += c
            if c in 'aeiou' and missing[0] > 0:
                out += c
                missing[0] -= 1
        return out.translate(ACCENTS)

    grown = [longer(word) for word in words]
    while missing[0] > 0:
        grown[-1] += '~'
        missing[0] -= 1
    parts = [grown[0]]
    for hole, word in zip(HOLE.findall(text), grown[1:]):
        parts += [hole, word]
    return '[' + ''.join(parts) + ']'


def pseudo(entries):
    """The text of a catalogue that grows all of @entries."""
    out = [f'msgid ""\nmsgstr {json.dumps(HEADER)}\n']
    for entry in entries:
        if entry.context is not None:
            out.append(f'msgctxt {json.dumps(entry.context, ensure_ascii=False)}')
        out.append(f'msgid {json.dumps(entry.source, ensure_ascii=False)}')
        if entry.plural is None:
            out.append(f'msgstr {json.dumps(grow(entry.source), ensure_ascii=False)}\n')
            continue
        out.append(f'msgid_plural {json.dumps(entry.plural, ensure_ascii=False)}')
        for i, text in enumerate((entry.source, entry.plural)):
            out.append(f'msgstr[{i}] {json.dumps(grow(text), ensure_ascii=False)}')
        out.append('')
    return '\n'.join(out)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is all that the screen says translated, whole, in every language, and nothing said past the catalogues? TAP."""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

import catalogues

SOURCE = pathlib.Path(sys.argv[1])
# Nothing of the trade outside Details (screen.md, rule 5).
TRADE = {
    'en': 'certificate|signature|hash|warning|danger',
    'ar': 'شهادة|بصمة|توقيع رقمي|تحذير|خطر',
    'de': 'zertifikat|signatur|hash|warnung|gefahr',
    'es': 'certificado|firma digital|hash|advertencia|peligro',
    'fr': 'certificat|signature|empreinte|hachage|avertissement|danger',
    'nl': 'certificaat|handtekening|hash|waarschuwing|gevaar',
    'zh_CN': '证书|签名|哈希|警告|危险',
}
ENDS = {'.': '.。', '?': '?؟？', '…': '…', ':': ':：'}
# A literal between the brackets of one of these is seen or heard.
SHOWN = re.compile(r'\b(?:gtk_label_(?:new|set_text|set_label|set_markup)|gtk_button_(?:new_with_label|set_label)|'
                   r'gtk_window_set_title|gtk_widget_set_tooltip_text|gtk_entry_set_placeholder_text|'
                   r'gtk_accessible_update_(?:property|state)|gtk_accessible_announce|'
                   r'ui_style_(?:new_button|note)|ui_head_(?:new|set_title)|ui_entry_say)\s*\(')
GLUE = re.compile(r'\b(?:g_strconcat|g_strjoinv?|g_strdup_printf|g_string_append\w*|g_string_printf|g_snprintf|'
                  r'strcat|asprintf)\s*\(')
WORDS = re.compile(r'\b(?:N?C?_\s*\(|[nd]?c?n?gettext\s*\(|ui_words_\w+|words->|text->)')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
# The name of the program is the same everywhere; the others name a style. (What ui-demo*.c says stands in demo builds
# only.)
NAMES = {'Ownview', 'primary', 'secondary'}


def code_of(path):
    """A file without its comments."""
    return re.sub(r'/\*.*?\*/', '', path.read_text(encoding='utf-8'), flags=re.S)


def calls(pattern, code):
    """The text between the brackets of each call that @pattern finds."""
    for found in pattern.finditer(code):
        depth, end = 1, found.end()
        while depth and end < len(code):
            step = LITERAL.match(code, end)
            end = step.end() if step else end + 1
            if not step:
                depth += {'(': 1, ')': -1}.get(code[end - 1], 0)
        yield code[found.end():end - 1]


def bare_literals(code):
    """Words that are shown as they stand in @code."""
    for inside in calls(SHOWN, code):
        inside = re.sub(r'\b(?:C?_|N_)\s*\((?:[^()"]|"(?:[^"\\]|\\.)*")*\)', '', inside)
        for word in LITERAL.findall(inside):
            if any(c.isalpha() for c in word) and word not in NAMES:
                yield word


def glued(code):
    """Calls that put a sentence together from parts, which another language orders differently."""
    for inside in calls(GLUE, code):
        if WORDS.search(inside):
            yield ' '.join(inside.split())
    for inside in calls(re.compile(r'\bUI_FILL\s*\('), code):
        for value in re.findall(r'\{\s*"\w+"\s*,([^{}]*)\}', inside):
            if re.search(r'\bC?_\s*\(|\bui_words_\w+\s*\(', value):
                yield ' '.join(inside.split())


def is_fragment(text):
    """Not a whole sentence, a name or a word by itself, but the middle of something."""
    first = text.lstrip('“"¿')[:1]
    return text != text.strip() or first.islower() or text[-1:] in ',;('


def holes(text):
    return collections.Counter(catalogues.HOLE.findall(text))


def wrong_holes(entry):
    """Of the forms of a plural only the last has to have them all: "no camera", "two cameras" need no number."""
    wanted = holes(entry.plural or entry.source)
    for text in entry.texts:
        if (holes(text) - wanted) or (text == entry.texts[-1] and holes(text) != wanted):
            yield text


def wrong_end(entry):
    for text in entry.texts:
        ends = ENDS.get(entry.source[-1:])
        if (ends and text[-1:] not in ends) or (not ends and text[-1:] in '.。…?？؟' and entry.source[-1:] not in '}…'):
            yield text


def wrong_words(entry, code):
    words = TRADE.get(code)
    for text in entry.texts if words and not re.search(TRADE['en'], entry.source, re.I) else []:
        if re.search(words, text, re.I):
            yield text


class Report:
    def __init__(self):
        self.n, self.failed = 0, 0

    def say(self, name, problems):
        problems = list(problems)
        self.n += 1
        self.failed += bool(problems)
        print(f'{"not ok" if problems else "ok"} {self.n} - {name}')
        for problem in problems:
            print(f'# {problem}')


def check_language(report, code, wanted):
    path = SOURCE / f'ui/po/{code}.po'
    entries = catalogues.read(path)
    found = {entry.key for entry in entries}
    report.say(f'{code}: says what the sources say, no less and no more: ui/po/LINGUAS says how', [
        *(f'{path.name} lacks {key[1]!r}' for key in wanted if key not in found),
        *(f'{path.name} still has {key[1]!r}' for key in found if key not in wanted)])
    report.say(f'{code}: every sentence is translated', [
        f'{path.name}: {entry.source!r} is {"fuzzy" if "fuzzy" in entry.flags else "empty or obsolete"}' for entry in
        entries if entry.flags & {'fuzzy', 'obsolete'} or not entry.texts or not all(entry.texts)])
    report.say(f'{code}: the same {{holes}} as in English', [
        f'{entry.source!r}: {text!r}' for entry in entries for text in wrong_holes(entry)])
    report.say(f'{code}: sentences end as in English', [
        f'{entry.source!r}: {text!r}' for entry in entries for text in wrong_end(entry)])
    report.say(f'{code}: no word of the trade', [
        f'{entry.source!r}: {text!r}' for entry in entries for text in wrong_words(entry, code)])
    done = subprocess.run(['msgfmt', '--check', '-o', '/dev/null', path],
                          capture_output=True, text=True)
    report.say(f'{code}: msgfmt accepts it', done.stderr.splitlines() if done.returncode else [])


def check_sources(report, entries):
    files = {path.name: code_of(path) for path in sorted((SOURCE / 'ui').glob('*.c'))
             if not path.name.startswith('ui-demo')}
    listed = {pathlib.Path(line).name for line in (SOURCE / 'ui/po/POTFILES.in').read_text().split()
              if line.endswith('.c')}
    speaking = {name for name, code in files.items() if re.search(r'\b(?:N?C?_|n?gettext)\s*\(\s*"', code)}
    report.say('ui/po/POTFILES.in has every file with words', sorted(speaking - listed))
    report.say('ui/po/POTFILES.in has no file without', sorted(listed - speaking))
    report.say('no word is shown past the catalogues',
               [f'{name}: "{word}"' for name, code in files.items() for word in bare_literals(code)])
    report.say('no sentence is put together from parts',
               [f'{name}: {call}' for name, code in files.items() for call in glued(code)])
    report.say('no text is a part of a sentence', [repr(entry.source) for entry in entries
                                                   if is_fragment(entry.source)])
    report.say('en: no word of the trade', [
        repr(entry.source) for entry in entries if re.search('certificate|warning|danger', entry.source, re.I)
        or re.search('signature|hash', entry.source, re.I) and entry.source[-1] in '.…?!'])


def check_growth(report, entries):
    small, holes = [], []
    for entry in entries:
        grown = catalogues.grow(entry.source)
        words = ''.join(catalogues.HOLE.split(entry.source))
        if '%' in entry.source or not any(c.isalpha() for c in words):
            continue
        if len(grown) - len(entry.source) < 0.35 * len(words):
            small.append(f'{entry.source!r}: {grown!r}')
        if catalogues.HOLE.findall(grown) != catalogues.HOLE.findall(entry.source):
            holes.append(f'{entry.source!r}: {grown!r}')
    report.say('xx: grows every text by 35 % and more', small)
    report.say('xx: keeps every {hole}', holes)


def entry_of(source, *texts, plural=None):
    entry = catalogues.Entry()
    entry.source, entry.plural, entry.texts = source, plural, list(texts)
    return entry


def check_itself(report):
    """Each rule by something that it has to notice, and something that it must not."""
    rows = [
        ('a bare label', bare_literals, 'gtk_label_set_text (label, "Live");', 'gtk_label_set_text(label, _("Live"));'),
        ('a bare spoken name', bare_literals, 'gtk_accessible_update_property(a, LABEL, "Back", -1);',
         'gtk_accessible_update_property(a, LABEL, ui_words_back(), -1);'),
        ('a bare button', bare_literals, 'b = gtk_button_new_with_label("No")', 'gtk_button_new_with_label("")'),
        ('printf of sentences', glued, 'g_strdup_printf("%s %s", _("One."), two)', 'g_strdup_printf("%d", n)'),
        ('joined sentences', glued, 'g_strjoin(" ", ui_words_one(), two, NULL)', 'g_strconcat(fsi, shown, NULL)'),
        ('a word in a sentence', glued, 'UI_FILL(_("{a} camera"), { "a", _("red") })',
         'UI_FILL(_("{room} camera"), { "room", shown })'),
    ]
    for name, rule, bad, good in rows:
        report.say(f'itself: sees {name}', [] if list(rule(bad)) and not list(rule(good)) else [f'{bad} / {good}'])
    rows = [
        ('a lost hole', wrong_holes, entry_of('{n} s', 's'), entry_of('{n} s', '{n} Sek.')),
        ('another hole', wrong_holes, entry_of('{n} s', '{m} s'), entry_of('{a}, not {b}', 'nicht {b}: {a}')),
        ('a lost number of a plural', wrong_holes, entry_of('1 s', '{n} s', 's', plural='{n} s'),
         entry_of('1 s', 's', '{n} s', plural='{n} s')),
        ('a lost full stop', wrong_end, entry_of('It is.', 'Es ist'), entry_of('Is it?', '是吗？')),
        ('a word of the trade', lambda e: wrong_words(e, 'de'), entry_of('Its proof is missing.', 'Das Zertifikat fehlt.'),
         entry_of('Its proof is missing.', 'Der Nachweis fehlt.')),
    ]
    for name, rule, bad, good in rows:
        report.say(f'itself: sees {name}', [] if list(rule(bad)) and not list(rule(good)) else [bad.source])
    report.say('itself: sees a part of a sentence',
               [text for text in (' is old', 'of your cameras', 'This is,') if not is_fragment(text)])


def main():
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder) / 'ownview.pot'
        catalogues.extract(SOURCE, pot)
        entries = catalogues.read(pot)
    wanted = {entry.key for entry in entries}
    codes = [line for line in (SOURCE / 'ui/po/LINGUAS').read_text().splitlines() if line and line[0] != '#']
    offered = set(re.findall(r'\{ "(\w+)", "', code_of(SOURCE / 'ui/ui-language.c'))) - {'en'}
    report.say('ui/ui-language.c offers the languages that ui/po/LINGUAS has', sorted(offered ^ set(codes)))
    report.say('ui/po/LINGUAS has every catalogue',
               sorted({path.stem for path in (SOURCE / 'ui/po').glob('*.po')} ^ set(codes)))
    for code in codes:
        check_language(report, code, wanted)
    check_sources(report, entries)
    check_growth(report, entries)
    check_itself(report)
    print(f'1..{report.n}')
    return report.failed > 0


sys.exit(main())

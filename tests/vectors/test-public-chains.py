#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The path check over other people's certificates: OpenSSL's own tests and NIST's PKITS; prints TAP and the numbers.

What must be refused is refused, and what holds and is refused all the same is refused for a reason in the lists below. Nothing
of either collection may sign for a camera. Both are fetched as Debian packages into the build folder, once.
"""
import collections
import itertools
import pathlib
import re
import shutil
import subprocess
import sys
import time

NOW = 1795327200  # 2026-11-22T06:00:00Z, within both collections' time
SOURCE, VECTORS = 'openssl', 'python3-cryptography-vectors'

# What the path alone accepts though its author refuses it: the rule that is not the path's, and where it is kept.
NOT_THE_PATHS = {
    'openssl': [
        (r'purpose|leaf purpose|EKU', 'what a certificate is for: the leaf\'s profile (extended key usage)'),
        (r'auth level|md5|768|SHA1', 'weak keys and hashes: the profile (algorithms)'),
        (r'expired trusted root', 'an anchor\'s own dates: an anchor is trusted until it is taken away (RFC 5280, 6.1.1)'),
        (r'verify_depth 0', 'a shorter limit than ours was asked for'),
    ],
    'pkits': [(r'InvaliddeltaCRL', 'delta lists are not read, and the whole list is current')],
}
STALE = 'a list that says nothing current: the note revocation-stale, and the picture stays'
NO_PATH = r'neither with it nor among|not among this maker\'s anchors'
# Why a path that its author accepts is refused here: parts of the case and its sentence.
STRICTER = [
    (r'authority key identifier|subject key identifier', 'key identifiers are asked for (RFC 5280, 4.2.1.1, strict)'),
    (r'two steps|itself an anchor', 'a leaf, one maker CA, an anchor: no longer and no shorter'),
    (NO_PATH, 'more than one CA between, or a chain that ends below a root'),
    (r'constraints are not critical|[Pp]ath length', 'RFC 5280 to the letter (strict)'),
    (r'^ValiddeltaCRL.*is revoked', 'delta lists are not read, and the whole list says so'),
    (r'can\'t be read, or is larger', 'at most 4 KiB each'),
]

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail!a}'), flush=True)


# --- the collections -------------------------------------------------------------------------------------------------------


def quietly(*words, cwd):
    return subprocess.run(list(map(str, words)), cwd=cwd, capture_output=True, text=True, timeout=600, check=False).returncode == 0


def with_sources(folder):
    """apt's options for the same archives as the system's, with their sources, in a folder of our own."""
    parts = folder / 'apt' / 'parts'
    for part in (parts, folder / 'apt' / 'lists' / 'partial', folder / 'apt' / 'cache'):
        part.mkdir(parents=True, exist_ok=True)
    system = pathlib.Path('/etc/apt')
    for path in [system / 'sources.list', *system.glob('sources.list.d/*')]:
        if not path.is_file() or 'debian' not in path.read_text():
            continue
        text = re.sub(r'^deb\s', 'deb-src ', path.read_text(), flags=re.M)
        (parts / path.name).write_text(re.sub(r'^Types:.*', 'Types: deb-src', text, flags=re.M))
    return ['-qq', '-o', 'Dir::Etc::SourceList=/dev/null', '-o', f'Dir::Etc::SourceParts={parts}',
            '-o', f'Dir::State::Lists={folder}/apt/lists', '-o', f'Dir::Cache={folder}/apt/cache']


def get_openssl(folder):
    """OpenSSL's test certificates and the recipe that says what is expected of them; None when there is no way to them."""
    if not list(folder.glob('openssl-*/test/certs')):
        options = with_sources(folder)
        quietly('apt-get', *options, 'update', cwd=folder)
        if not quietly('apt-get', *options, 'source', '--download-only', '--tar-only', SOURCE, cwd=folder):
            return None
        for archive in folder.glob('openssl_*.orig.tar.*z'):
            quietly('tar', '-xf', archive, '--wildcards', '*/test/certs/*', '*/test/recipes/25-test_verify.t', cwd=folder)
    return next(iter(folder.glob('openssl-*/test')), None)


def get_pkits(folder):
    """NIST's Public Key Interoperability Test Suite, out of a Debian package of test vectors."""
    if not list(folder.glob('vectors/**/PKITS_data')):
        if not quietly('apt-get', '-qq', 'download', VECTORS, cwd=folder):
            quietly('apt-get', '-qq', 'update', cwd=folder)
            quietly('apt-get', '-qq', 'download', VECTORS, cwd=folder)
        for package in folder.glob(f'{VECTORS}_*.deb'):
            quietly('dpkg-deb', '-x', package, folder / 'vectors', cwd=folder)
    return next(iter(folder.glob('vectors/**/PKITS_data')), None)


# --- questions and answers -------------------------------------------------------------------------------------------------

Question = collections.namedtuple('Question', 'now leaf issuer anchors crls')
Answer = collections.namedtuple('Answer', 'path signer stale detail')


def ask(program, questions):
    def line(question):
        lists = (' '.join(map(str, paths)) or '-' for paths in (question.anchors, question.crls))
        return '\t'.join(map(str, (question.now, question.leaf, question.issuer or '-', *lists))) + '\n'

    done = subprocess.run([program], input=''.join(map(line, questions)), capture_output=True, text=True, timeout=1200)
    if done.returncode != 0:
        sys.exit(f'{program}: {done.stderr}')
    return [Answer(*line.split('\t')) for line in done.stdout.splitlines()]


def classify(rows, text):
    return next((why for pattern, why in rows if re.search(pattern, text)), None)


class Tally:
    """What came of one collection."""

    def __init__(self, name):
        self.name, self.counts, self.refused, self.accepted, self.unexplained = name, collections.Counter(), {}, {}, []

    def judge(self, case, expected, answers):
        """@answers: for every issuer that an attacker could have put behind the leaf."""
        admitted = [a for a in answers if a.path == 'none']
        self.counts['chains'] += 1
        self.counts['questions'] += len(answers)
        self.counts['may sign'] += any(a.signer == 'none' for a in answers)
        self.counts['both accept' if admitted and expected else 'both refuse' if not admitted and not expected
                    else 'only we accept' if admitted else 'only we refuse'] += 1
        if admitted and not expected:
            stale = all(a.stale == 'stale' for a in admitted)
            why = STALE if stale else classify(NOT_THE_PATHS[self.name], case)
            self.accepted.setdefault(why, []).append(case)
        elif expected and not admitted:
            details = {a.detail for a in answers}
            details = {d for d in details if not re.search(NO_PATH, d)} or details  # of the issuers that lead anywhere
            texts = [f'{case}: {detail}' for detail in sorted(details)]
            why = next(filter(None, (classify([row], text) for row in STRICTER for text in texts)), None)
            self.refused.setdefault(why, []).append(case)
            if why is None:
                self.unexplained.append((case, details))

    def report(self):
        check(self.counts['may sign'] == 0, f'{self.name}: none of {self.counts["chains"]} chains may sign for a camera')
        check(None not in self.accepted, f'{self.name}: the path accepts nothing that it should refuse', self.accepted.get(None))
        check(None not in self.refused, f'{self.name}: it refuses nothing without a known reason', self.unexplained)
        for title, found in (('accepted by the path, refused by its author', self.accepted),
                             ('accepted by its author, refused by the path', self.refused)):
            for why, cases in sorted(found.items(), key=lambda item: -len(item[1])):
                print(f'# {self.name}: {len(cases)} {title}: {why} ({", ".join(sorted(cases))})')
        print(f'# {self.name}: ' + ', '.join(f'{count} {what}' for what, count in self.counts.items()), flush=True)


# --- OpenSSL ---------------------------------------------------------------------------------------------------------------


def read_recipe(text):
    """(expected, leaf, purpose, trusted, untrusted, options, title) of every verify() in the recipe."""
    def names(perl):
        return re.findall(r'[\w.+-]+', re.sub(r'\bqw\b', '', perl))

    pattern = r'ok(?:_nofips)?\((!?)\s*verify\(\s*"([^"]*)",\s*"([^"]*)",\s*\[(.*?)\],\s*\[(.*?)\]\s*(.*?)\),\s*"([^"]*)"'
    for match in re.finditer(pattern, text, re.S):
        no, leaf, purpose, trusted, untrusted, options, title = match.groups()
        yield not no, leaf, purpose, names(trusted), names(untrusted), names(options), title


def check_openssl(program, test):
    tally = Tally('openssl')
    certs = test / 'certs'
    cases, questions = [], []
    for expected, leaf, _, trusted, untrusted, options, title in read_recipe((test / 'recipes/25-test_verify.t').read_text()):
        paths = [certs / f'{name}.pem' for name in trusted]
        if not all((certs / f'{name}.pem').is_file() for name in (leaf, *trusted, *untrusted)):
            tally.counts['left out: no such file'] += 1
            continue
        if any('TRUSTED' in path.read_text() for path in paths):
            tally.counts['left out: trust settings of OpenSSL\'s own format'] += 1
            continue
        now = int(options[options.index('-attime') + 1]) if '-attime' in options else NOW
        asked = [Question(now, certs / f'{leaf}.pem', issuer, paths, [])
                 for issuer in (None, *(certs / f'{name}.pem' for name in untrusted))]
        cases.append((f'{title}: {leaf}', expected, len(asked)))
        questions += asked
    answers = iter(ask(program, questions))
    for case, expected, count in cases:
        tally.judge(case, expected, list(itertools.islice(answers, count)))
    check(tally.counts['chains'] > 100, 'openssl: the recipe was read', tally.counts)
    tally.report()


# --- PKITS -----------------------------------------------------------------------------------------------------------------


def check_pkits(program, data):
    """Every certificate of the suite is tried as the issuer; who is accepted is asked again with the lists."""
    tally = Tally('pkits')
    anchor = data / 'certs' / 'TrustAnchorRootCertificate.crt'
    leaves = sorted(p for p in (data / 'certs').iterdir() if re.match(r'(Valid|Invalid).*EE\.crt$', p.name))
    others = sorted(p for p in (data / 'certs').iterdir() if not p.name.endswith('EE.crt') and p != anchor)
    lists = sorted((data / 'crls').iterdir())
    issuers = [None, *others]
    answers = ask(program, [Question(NOW, leaf, issuer, [anchor], []) for leaf in leaves for issuer in issuers])
    again = [i for i, answer in enumerate(answers) if answer.path == 'none']
    second = ask(program, [Question(NOW, leaves[i // len(issuers)], issuers[i % len(issuers)], [anchor], lists) for i in again])
    for i, answer in zip(again, second):
        answers[i] = answer
    for i, leaf in enumerate(leaves):
        tally.judge(leaf.stem, leaf.name.startswith('Valid'), answers[i * len(issuers):(i + 1) * len(issuers)])
    check(tally.counts['chains'] > 180, 'pkits: the suite was read', tally.counts)
    tally.report()


def main(program, folder):
    folder = pathlib.Path(folder).resolve() / 'public-chains'
    folder.mkdir(exist_ok=True)
    if shutil.which('apt-get') is None:
        print('1..0 # SKIP no apt-get, with which both collections are fetched')
        return 0
    for name, get, run in (('openssl', get_openssl, check_openssl), ('pkits', get_pkits, check_pkits)):
        found, begun = get(folder), time.monotonic()
        if found is None:
            check(True, f'{name} # SKIP the package that holds it can\'t be fetched')
            continue
        run(program, found)
        print(f'# {name}: {time.monotonic() - begun:.1f} s', flush=True)
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

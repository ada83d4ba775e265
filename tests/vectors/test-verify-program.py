#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ownview-verify for people: directories, playlists, the table, explanations, progress; prints TAP."""
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

NOW = ('--now', '2026-11-22T06:00:03Z')
KEYS = ['file', 'kind', 'verdict', 'reason', 'sequence', 'captured', 'signer', 'selected', 'chain', 'notes',
        'detail']
# The closed list: reasons, notes, and what is not about a unit.
NAMES = '''
wrong-camera identity-changed untrusted-anchor untrusted-chain certificate-profile certificate-time revoked
demo-identity clone-suspected duplicate-key unsigned bad-header duplicate-header algorithm bad-signature
content-changed wrong-session unknown-session-key session-key-time unproven-session-key bad-manifest bad-init
codec-config bad-container too-large replayed out-of-order session-rollback from-the-future unchecked internal
gap time-unproven revocation-stale stale
address-refused tls-failed http-failed timed-out bad-playlist decode-failed bad-store
'''.split()

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail!a}'), flush=True)


def run(verify, *words, **options):
    done = subprocess.run([verify, *map(str, words)], encoding='utf-8', capture_output=True, timeout=60, **options)
    return done.returncode, done.stdout, done.stderr


def judged(out):
    return [(line['file'], line['verdict'], line['sequence']) for line in map(json.loads, out.splitlines())]


def unusable(verify, name, needle, *words):
    status, out, err = run(verify, *words)
    check(status == 2 and out == '' and err.count('\n') == 1 and needle in err, name, (status, out, err))


def make_stream(streams, folder):
    """The same three units under names whose alphabetical order is another one."""
    folder.mkdir()
    shutil.copy(streams / 'plain' / 'init', folder / 'stream-init.mp4')
    for number, name in ((1, 'seg-8.m4s'), (2, 'seg-9.m4s'), (3, 'seg-10.m4s')):
        shutil.copy(streams / 'plain' / f'{number}.m4s', folder / name)
    return folder


def check_directory(verify, streams, here):
    folder = make_stream(streams, here / 'directory')
    files = [folder / name for name in ('stream-init.mp4', 'seg-8.m4s', 'seg-9.m4s', 'seg-10.m4s')]
    status, out, err = run(verify, *NOW, folder)
    wanted = list(zip([f.name for f in files], ['admitted'] * 4, [None, 1, 2, 3]))
    check(status == 0 and judged(out) == wanted and err == '', 'directory: init first, 9 before 10', out + err)
    check((status, out) == run(verify, *NOW, *files)[:2], 'directory: the same lines as for its files')
    check(all(list(json.loads(line)) == KEYS for line in out.splitlines()), 'directory: the same keys')
    (folder / 'notes.txt').write_text('hello')
    (folder / '.hidden.m4s').write_text('hello')
    check(run(verify, *NOW, folder)[1] == out, 'directory: what is no video is left out')
    (folder / 'seg-11.m4s').write_bytes(os.urandom(999))
    status, out, _ = run(verify, *NOW, folder)
    check(status == 1 and judged(out)[4][:2] == ('seg-11.m4s', 'refused'), 'directory: what is named so is judged', out)
    shutil.copy(folder / 'stream-init.mp4', folder / 'other.mp4')
    status, out, _ = run(verify, *NOW, folder)
    check(status == 1 and judged(out)[0][0] == 'stream-init.mp4' and ('other.mp4', 'refused', None) in judged(out),
          'directory: of two inits the one that is named so', out)
    shutil.copy(folder / 'stream-init.mp4', folder / 'init2.mp4')
    unusable(verify, 'directory: two inits', 'one by one', folder)
    unusable(verify, 'directory: no init', 'no init segment', here)
    unusable(verify, 'directory: not there', 'nowhere', here / 'nowhere')


def check_playlist(verify, streams, here):
    folder = make_stream(streams, here / 'playlist')
    (folder / 'sub').mkdir()
    shutil.copy(folder / 'seg-10.m4s', folder / 'sub' / 'last.m4s')
    names = ['seg-8.m4s', 'seg-9.m4s', 'sub/last.m4s']
    head = '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n'
    mapped = head + '#EXT-X-MAP:URI="stream-init.mp4"\n'

    def write(text):
        (folder / 'list.m3u8').write_text(text, newline='')
        return folder / 'list.m3u8'

    good = mapped + ''.join(f'#EXTINF:1.0,\n{name}\n' for name in names) + '#EXT-X-ENDLIST\n'
    for text, name in ((good, 'as written'), (good.replace('\n', '\r\n'), 'with CR LF')):
        status, out, err = run(verify, *NOW, write(text))
        check(status == 0 and [s for _, _, s in judged(out)] == [None, 1, 2, 3] and err == '', f'playlist: {name}', out + err)
    for uri in ('/etc/passwd', '../directory/seg-8.m4s', 'https://localhost/1.m4s', '//localhost/1.m4s', 'a?b', 'a%2fb',
                'file:seg-8.m4s', 'sub\\last.m4s'):
        unusable(verify, f'playlist: {uri}', 'does not lie beside it', write(mapped + uri + '\n'))
    unusable(verify, 'playlist: map elsewhere', 'does not lie beside it', write(head + '#EXT-X-MAP:URI="../init"\n'))
    unusable(verify, 'playlist: no map', 'before its init segment', write(head + 'seg-8.m4s\n'))
    unusable(verify, 'playlist: empty', 'names no init segment', write(head))
    unusable(verify, 'playlist: another map', 'changes its init', write(good + '#EXT-X-MAP:URI="seg-8.m4s"\n'))
    unusable(verify, 'playlist: ranges', 'parts of files', write(mapped + '#EXT-X-BYTERANGE:1@2\nseg-8.m4s\n'))
    unusable(verify, 'playlist: map with a range', 'can\'t be read',
             write(head + '#EXT-X-MAP:URI="stream-init.mp4",BYTERANGE="1@2"\n'))
    unusable(verify, 'playlist: map without its end', 'can\'t be read', write(head + '#EXT-X-MAP:URI="stream\n'))
    unusable(verify, 'playlist: no playlist', '#EXTM3U', write('hello\n'))
    unusable(verify, 'playlist: a NUL', '#EXTM3U', write(good + '\0'))
    unusable(verify, 'playlist: a file that is missing', 'seg-7.m4s', write(mapped + 'seg-7.m4s\n'))


def check_human(verify, streams, here):
    folder = make_stream(streams, here / 'human')
    odd = folder / 'zeg-\x1b[31m\u202e\u00e9-11.m4s'
    odd.write_bytes(b'')
    status, out, _ = run(verify, '--human', *NOW, folder)
    lines = out.splitlines()
    column = lines[0].index('verdict')
    check(status == 1 and len(lines) == 8, 'human: a head, a line each, an empty one, a sum', out)
    check(all(line[column:].startswith(('admitted', 'REFUSED')) for line in lines[1:6]), 'human: aligned', out)
    check('bad-container: the file is empty' in lines[5] and '2026-11-22T06:00:00.000Z' in out, 'human: why and when', out)
    check('\x1b' not in out and '\u202e' not in out and '\u00e9' in lines[5], 'human: harmless names', out)
    check(lines[-1].startswith('4 admitted, 1 refused'), 'human: the sum', lines[-1])


def sources(root, *paths):
    """C text with its broken strings joined."""
    return re.sub(r'"\s+"', '', '\n'.join((root / path).read_text() for path in paths))


def check_sound(verify, streams):
    """Each kind before the judge of each kind (INI-06)."""
    for kind, words in (('plain', ()), ('sound', ('--sound',))):
        for folder in ('plain', 'sound'):
            files = [streams / folder / name for name in ('init', '1.m4s', '2.m4s', '3.m4s')]
            status, out, _ = run(verify, *NOW, *words, *files)
            reasons = [json.loads(line)['reason'] for line in out.splitlines()]
            good = reasons == [None] * 4 if folder == kind else reasons == ['bad-container'] * 4
            check(good and status == (folder != kind), f'sound: {folder} as {kind}', out)


def check_explain(verify, root):
    everything = run(verify, '--explain', 'all')[1]
    for name in NAMES:
        status, out, err = run(verify, '--explain', name)
        whole = all(f'  {part}' in out for part in ('means', 'on screen', 'what to do'))
        check(status == 0 and err == '' and out.startswith(name + '\n') and whole and out in everything,
              f'explain/{name}', out + err)
    known = re.findall(r'= \{ "([a-z-]+)", PROV_SEVERITY', sources(root, 'client/provenance/prov-verdict.c'))
    troubles = re.findall(r'\[CLIENT_TROUBLE_\w+\] = "([a-z-]+)"', sources(root, 'client/client-source.c'))
    check(len(known) > 30 and len(troubles) > 5 and set(known + troubles) - {'none'} <= set(NAMES),
          'explain: every name the programs can give', set(known + troubles) - set(NAMES))
    words = sources(root, 'ui/ui-words.c')
    text = re.sub(r'\s+', ' ', everything)
    quoted = set(re.findall(r'"([^"]+)"', text))
    check(len(quoted) > 8 and all(f'"{title}"' in words for title in quoted),
          'explain: titles as the screen has them', [t for t in quoted if f'"{t}"' not in words])
    status, out, err = run(verify, '--explain', 'because')
    check(status == 2 and out == '' and all(name in err for name in NAMES), 'explain: no such reason', err)


def check_manual(verify, root):
    manual = (root / 'client' / 'ownview-verify.1').read_text().replace('\\-', '-')
    options = set(re.findall(r'--[a-z]+', run(verify, '--help')[1])) - {'--help-all'}
    check(len(options) > 8 and all(option in manual for option in options), 'manual: every option',
          [option for option in options if option not in manual])


def check_progress(verify, streams):
    """Standard error is a terminal, standard output is not: a line says how far it is, and goes away."""
    files = [streams / 'plain' / 'init'] + [streams / 'plain' / '1.m4s'] * 30
    ours, theirs = pty.openpty()
    with subprocess.Popen([verify, *NOW, *map(str, files)], stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        out = process.communicate(timeout=60)[0]
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    check(len(out.splitlines()) == 31 and '\r30 of 31' in shown and shown.endswith('\r\x1b[K'), 'progress', shown)
    check(run(verify, *NOW, *files)[2] == '', 'progress: not into a file')
    os.close(ours)


def main(verify, maker, root):
    root = pathlib.Path(root)
    with tempfile.TemporaryDirectory() as temporary:
        here = pathlib.Path(temporary)
        subprocess.run([maker, '--make', here / 'streams'], check=True, stdout=subprocess.DEVNULL)
        check_directory(verify, here / 'streams', here)
        check_playlist(verify, here / 'streams', here)
        check_sound(verify, here / 'streams')
        check_human(verify, here / 'streams', here)
        check_progress(verify, here / 'streams')
    check_explain(verify, root)
    check_manual(verify, root)
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""BOX-30: what we accept, an independent reader reads the same: offsets, sizes, times, sync; prints TAP."""
import pathlib
import subprocess
import sys
import tempfile

NOW = '2026-11-22T06:00:00Z'
PIN = 'f80280de27afd2b1279bd8550a02fb12eb1d4e3270759ca220dafef1cf8c2040'

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail}'), flush=True)


def skip(name, why):
    global n
    n += 1
    print(f'ok {n} {name} # SKIP {why}', flush=True)


def tables(command):
    """What print-samples and peer-samples say: file -> [(offset, size, dts, cto, sync)], status and complaints."""
    done = subprocess.run(list(map(str, command)), text=True, capture_output=True, timeout=60)
    found = {}
    for line in done.stdout.splitlines():
        file, *numbers = line.split('\t')
        found.setdefault(file, []).append(tuple(map(int, numbers)))
    return found, done.returncode, done.stderr


class Peer:
    """FFmpeg's demuxer: it reads each segment behind its init, all of them in one process."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.files = []  # each with the length of its init
        folder.mkdir()

    def add(self, init, segment):
        """The name under which tables() says what it reads in these two."""
        file = self.folder / f'{len(self.files)}.mp4'
        file.write_bytes(init + segment)
        self.files.append((file, len(init)))
        return file.name

    def tables(self):
        """As the other tables, with offsets in the segment; and what the peer complained about: file -> a line."""
        found, status, said = tables([self.program, *(file for file, _ in self.files)])
        check(status == 0, f'the peer reads {len(self.files)} files to their ends', said)
        complaints = {}
        for line in said.splitlines():
            file, _, complaint = line.partition(': ')
            complaints.setdefault(pathlib.Path(file).name, complaint)
        return {file.name: [(offset - before, *rest) for offset, *rest in found.get(str(file), [])]
                for file, before in self.files}, complaints


def difference(ours, theirs):
    if len(ours) != len(theirs):
        return f'{len(ours)} samples, the peer reads {len(theirs)}'
    return next((f'sample {i}: {a}, the peer reads {b}' for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), '')


def admitted_cases(lab):
    cases = {}
    for line in (lab / 'expected.tsv').read_text().splitlines():
        if not line.startswith(('#', 'case\t')):
            case, file, verdict, _ = line.split('\t')
            cases.setdefault(case, []).append((file, verdict == 'admitted'))
    return cases


def lab_segments(program, lab):
    """Of what ownview-verify is to admit of others' streams: (name, init, segment, our table)."""
    for case, rows in admitted_cases(lab).items():
        files = [lab / 'vectors' / file for file, _ in rows]
        found, _, _ = tables([program, '--pin', PIN, '--anchors', lab / 'A-root.pem', '--now', NOW, *files])
        wanted = {file for file, good in rows[1:] if good}
        check(set(found) == wanted, f'lab/{case}: {len(wanted)} segments have a table', found.keys() ^ wanted)
        for file in sorted(wanted & set(found)):
            yield f'lab/{file}', files[0].read_bytes(), (lab / 'vectors' / file).read_bytes(), found[file]


def rig_segments(program, here):
    found, status, complaint = tables([program, '--make', here])
    check(status == 0 and len(found) >= 30, f'{len(found)} segments of the rig are admitted', complaint)
    for file, table in found.items():
        yield f'rig/{file}', (here / file).with_name('init').read_bytes(), (here / file).read_bytes(), table


def with_another_size(segment, table):
    """One byte of the last sample's size is changed."""
    changed = bytearray(segment)
    at = changed.rindex(table[-1][1].to_bytes(4, 'big'), 0, changed.index(b'mdat'))
    changed[at + 3] -= 1
    return bytes(changed)


def main(program, peer, lab):
    lab = pathlib.Path(lab)
    with tempfile.TemporaryDirectory() as temporary:
        here = pathlib.Path(temporary)
        segments = list(rig_segments(program, here))
        if (lab / 'expected.tsv').exists():
            segments += lab_segments(program, lab)
        else:
            skip('lab', 'the shared vectors are not beside the checkout')
        peer = Peer(peer, here / 'peer')
        names = [peer.add(init, segment) for _, init, segment, _ in segments]
        # a comparison that never differs would prove nothing
        _, init, segment, ours = segments[0]
        changed = peer.add(init, with_another_size(segment, ours))
        theirs, complaints = peer.tables()
        for name, (title, _, _, ours) in zip(names, segments):
            told = difference(ours, theirs[name]) or complaints.get(name)
            check(not told and ours, f'BOX-30/{title}: {len(ours)} samples', told)
        check(difference(segments[0][3], theirs[changed]) != '', 'a sample of another size is seen')
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

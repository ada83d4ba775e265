#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""BOX-30: what we accept, an independent reader reads the same: offsets, sizes, times, sync; prints TAP."""
import pathlib
import shutil
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
    """What print-samples says: file -> [(offset, size, dts, pts, sync)], and its exit status."""
    done = subprocess.run(list(map(str, command)), text=True, capture_output=True, timeout=60)
    found = {}
    for line in done.stdout.splitlines():
        file, *numbers = line.split('\t')
        offset, size, dts, cto, sync = map(int, numbers)
        found.setdefault(file, []).append((offset, size, dts, dts + cto, bool(sync)))
    return found, done.returncode, done.stderr


def peer_table(init, segment, scratch):
    """The same as FFmpeg's demuxer reads it, from the two files behind each other."""
    init = init.read_bytes()
    scratch.write_bytes(init + segment.read_bytes())
    done = subprocess.run(
        ['ffprobe', '-v', 'error', '-f', 'mp4', '-select_streams', 'v', '-show_entries',
         'packet=pos,size,dts,pts,flags', '-of', 'default=noprint_wrappers=0', str(scratch)],
        text=True, capture_output=True, timeout=60)
    packets, packet = [], {}
    for line in done.stdout.splitlines():
        if line == '[/PACKET]':
            packets.append((int(packet['pos']) - len(init), int(packet['size']), int(packet['dts']),
                            int(packet['pts']), packet['flags'].startswith('K')))
            packet = {}
        elif '=' in line:
            key, value = line.split('=', 1)
            packet[key] = value
    return packets, done.stderr.strip()


def difference(ours, theirs):
    if len(ours) != len(theirs):
        return f'{len(ours)} samples, the peer reads {len(theirs)}'
    return next((f'sample {i}: {a}, the peer reads {b}' for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), '')


def compare(name, init, segment, ours, scratch):
    theirs, complaint = peer_table(init, segment, scratch)
    told = difference(ours, theirs) or complaint
    check(not told and ours, f'BOX-30/{name}: {len(ours)} samples', told)


def admitted_cases(lab):
    cases = {}
    for line in (lab / 'expected.tsv').read_text().splitlines():
        if not line.startswith(('#', 'case\t')):
            case, file, verdict, _ = line.split('\t')
            cases.setdefault(case, []).append((file, verdict == 'admitted'))
    return cases


def check_lab(program, lab, scratch):
    for case, rows in admitted_cases(lab).items():
        files = [lab / 'vectors' / file for file, _ in rows]
        found, _, _ = tables([program, '--pin', PIN, '--anchors', lab / 'A-root.pem', '--now', NOW, *files])
        wanted = {file for file, good in rows[1:] if good}
        check(set(found) == wanted, f'lab/{case}: {len(wanted)} segments have a table', found.keys() ^ wanted)
        for (file, good), path in list(zip(rows, files))[1:]:
            if good and file in found:
                compare(f'lab/{file}', files[0], path, found[file], scratch)


def check_rig(program, here, scratch):
    found, status, complaint = tables([program, '--make', here])
    check(status == 0 and len(found) >= 30, f'{len(found)} segments of the rig are admitted', complaint)
    for file, table in found.items():
        compare(f'rig/{file}', (here / file).parent / 'init', here / file, table, scratch)


def check_that_it_can_fail(program, here, scratch):
    """A comparison that never differs would prove nothing: one byte of a sample's size is changed."""
    segment = bytearray((here / 'plain' / '1.m4s').read_bytes())
    found, _, _ = tables([program, '--make', here])
    size = found['plain/1.m4s'][-1][1].to_bytes(4, 'big')
    at = segment.rindex(size, 0, segment.index(b'mdat'))
    segment[at + 3] -= 1
    (here / 'changed').write_bytes(segment)
    theirs, _ = peer_table(here / 'plain' / 'init', here / 'changed', scratch)
    check(difference(found['plain/1.m4s'], theirs) != '', 'a sample of another size is seen')


def main(program, lab):
    lab = pathlib.Path(lab)
    if shutil.which('ffprobe') is None:
        print('1..0 # SKIP ffprobe is not installed; tests/setup/install test')
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        here = pathlib.Path(temporary)
        check_rig(program, here, here / 'scratch')
        check_that_it_can_fail(program, here, here / 'scratch')
        if (lab / 'expected.tsv').exists():
            check_lab(program, lab, here / 'scratch')
        else:
            skip('lab', 'the shared vectors are not beside the checkout')
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

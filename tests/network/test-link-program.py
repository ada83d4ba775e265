#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ownview-link as a person meets it, against the rig's cameras: link, look after, let go, and what goes wrong.

Usage: test-link-program.py OWNVIEW_LINK RIG; prints TAP. Needs a demo build, whose makers are the rig's.
"""
import base64
import http.server
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import link_token

n = failed = 0


def check(good, name, detail=''):
    global n, failed
    n += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {n} {name}' + ('' if good else f' # {detail}'), flush=True)


class House:
    """Cameras, and the first of two homes that may link them."""

    def __init__(self, link, rig):
        self.link_program, self.rig_program = link, rig
        self.temporary = tempfile.TemporaryDirectory(prefix='ownview-link-')
        self.dir = pathlib.Path(self.temporary.name)
        self.environment = self.home('home')
        self.rig = subprocess.Popen([rig, 'run', '--dir', self.dir, '--camera=Front door', '--camera=Garage',
                                     '--segment=0.5'], stdout=subprocess.PIPE, text=True)
        assert self.rig.stdout.readline(), 'the rig did not start'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.rig.terminate()
        self.rig.wait()
        self.temporary.cleanup()

    def home(self, name):
        return dict(os.environ, XDG_DATA_HOME=str(self.dir / name / 'data'), LC_ALL='C.UTF-8',
                    XDG_STATE_HOME=str(self.dir / name / 'state'), OWNVIEW_DEMO_DIR=str(self.dir))

    def call(self, *words, env=None, text=None):
        return subprocess.run([self.link_program, *map(str, words)], env=env or self.environment, text=True,
                              capture_output=True, timeout=60, input=text, start_new_session=True)

    def ctl(self, *words):
        subprocess.run([self.rig_program, 'ctl', '--dir', self.dir, *words], check=True, timeout=30)

    def code(self, camera):
        done = subprocess.run([self.rig_program, 'code', '--dir', self.dir, '--text', camera], check=True, text=True,
                              capture_output=True, timeout=30)
        return done.stdout.strip()

    def linked(self):
        return json.loads(self.call('list', '--json').stdout)['cameras']

    def health(self, room):
        found = json.loads(self.call('doctor', '--json', room).stdout)
        return next(finding for finding in found if finding['subject'] == room)


def is_sentence(text):
    return text.startswith('ownview-link: ') and text.count('\n') == 1 and text.endswith('.\n')


class Impostor:
    """A server with a certificate of its own at the address in a code; answers everything, and notes what it got."""

    def __init__(self, answer):
        self.got = []
        impostor = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                impostor.got.append((self.path, self.headers.get('Authorization'), body))
                self.send_response(200)
                self.send_header('Content-Length', str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self):
                impostor.got.append((self.path, self.headers.get('Authorization'), b''))
                self.send_error(404)

            def log_message(self, *_):
                pass

        self.temporary = tempfile.TemporaryDirectory(prefix='ownview-impostor-')
        key, certificate = (f'{self.temporary.name}/{name}' for name in ('key.pem', 'certificate.pem'))
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-keyout', key, '-out', certificate, '-subj', '/CN=localhost', '-days', '2', '-addext',
                        'subjectAltName=DNS:localhost'], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.tls_ca = base64.b64encode(ssl.PEM_cert_to_DER_cert(pathlib.Path(certificate).read_text())).decode()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def redirect(self, code):
        """The code with this server's address and certificate in it."""
        code = re.sub(r'H:https://[^;]*;', f'H:https://localhost:{self.server.server_address[1]}/front-door/;', code)
        return re.sub(r'X:[^;]*;', f'X:{self.tls_ca};', code)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.temporary.cleanup()


def check_usage(house):
    commands = ['add', 'list', 'show', 'rename', 'address', 'rotate', 'remove', 'revoke', 'doctor', 'home',
                'export', 'check-cert']
    said = house.call('--help').stdout
    check(all(re.search(rf'^  {command} ', said, re.M) for command in commands), '--help lists every command', said)
    for command in commands:
        done = house.call(command, '--help')
        check(done.returncode == 0 and 'Usage:' in done.stdout, f'{command} --help', done)
    for words in (['add'], ['add', 'DPP:'], ['show'], ['rename', 'x'], ['frobnicate'], ['address', 'x', 'http://y/'],
                  ['list', '--frobnicate']):
        done = house.call(*words)
        check(done.returncode == 2 and is_sentence(done.stderr) and not done.stdout,
              f'wrong use of {" ".join(words)}: one sentence, exit 2', done)
    done = house.call('show', 'Attic')
    check(done.returncode == 1 and is_sentence(done.stderr), 'a camera that is not linked: one sentence, exit 1', done)
    done = house.call('add', house.code('garage'))
    check(done.returncode == 2 and is_sentence(done.stderr) and '--yes' in done.stderr and house.linked() == [],
          'no terminal and no --yes: nothing is linked', done)


def check_impostor(house):
    code = house.code('front-door')
    secret = base64.b64decode(re.search(r'S:([^;]*);', code).group(1))
    for answer in (b'', b'\xa0' + bytes(32), bytes(20000)):
        impostor = Impostor(answer)
        done = house.call('add', impostor.redirect(code), '--yes')
        impostor.close()
        paths = [path for path, _, _ in impostor.got]
        check(done.returncode == 1 and is_sentence(done.stderr), f'PKI-18 an impostor that answers {len(answer)} bytes',
              done)
        check(paths == ['/front-door/link'], 'PKI-18 nothing but the question is sent before the proof', paths)
        check(all(token is None and secret not in body and len(body) < 256 for _, token, body in impostor.got),
              'PKI-18 neither token nor secret is in it')
    done = house.call('add', re.sub(r'X:[^;]*;', '', code), '--yes')
    check(done.returncode == 1 and 'did not prove who it is' in done.stderr,
          'without the code\'s certificate the system\'s decide, and the server is refused', done)
    check(house.linked() == [], 'nothing was linked')


def check_life(house):
    done = house.call('add', '-', '--room', 'Front door', '--yes', text=house.code('front-door') + '\n')
    check(done.returncode == 0 and 'Front door' in done.stdout, 'linked from standard input', done)
    file = house.dir / 'code'
    file.write_text(f'\n  {house.code("garage")}\n')
    done = house.call('add', '--file', file, '--yes', '--room', 'Garage')
    check(done.returncode == 0, 'linked from a file', done)
    camera = house.linked()[0]
    check(house.health('Front door')['finding'] == 'good', 'doctor: its video is its own', house.health('Front door'))
    second = house.call('add', house.code('front-door'), '--yes')
    check(second.returncode == 1 and 'already, as Front door' in second.stderr,
          'SUB-11 a camera is linked once', second)
    neighbours = house.call('add', house.code('front-door'), '--yes', env=house.home('neighbours'))
    check(neighbours.returncode == 1 and 'linked already' in neighbours.stderr, 'a camera has one home', neighbours)

    everything = house.call('export').stdout + house.call('show', '--json', camera['id']).stdout \
        + house.call('show', 'Front door').stdout + house.call('list').stdout
    links = b''.join(path.read_bytes() for path in house.dir.glob('home/data/ownview-demo/links/*.link'))
    # field 7 of a record's map
    tokens = [token.decode() for token in re.findall(rb'\x07(?:\x78.|[\x60-\x77])([A-Za-z0-9_-]{22,128})\x08', links)]
    check(len(tokens) == 2 and not any(token in everything for token in tokens), 'no command tells a token', tokens)
    check('https://' not in house.call('export').stdout, 'export tells no address')

    before = camera['key']
    check(house.call('rotate', 'Front door').returncode == 0, 'rotate')
    after = house.linked()[0]
    check(after['key'] != before and after['id'] == camera['id'], 'PKI-19 the new key is pinned, vouched for by the old')
    time.sleep(1.5)  # the camera's new session begins with its next sync picture
    check(house.health('Front door')['finding'] == 'good', 'its video is its own under the new key',
          house.health('Front door'))

    check(house.call('rename', camera['id'][:6], 'Hall').returncode == 0
          and house.call('show', 'Hall').returncode == 0, 'rename by the beginning of an id')
    url = json.loads(house.call('show', '--json', 'Hall').stdout)['address']
    check(house.call('address', 'Hall', 'https://localhost:1/x/').returncode == 0
          and house.health('Hall')['finding'] == 'bad' and house.call('address', 'Hall', url).returncode == 0
          and house.health('Hall')['finding'] == 'good', 'address: the key stays, the place changes')
    house.ctl('front-door', 'gone')
    gone = house.call('doctor', 'Hall')
    check(gone.returncode == 1 and 'nothing answers' in gone.stdout, 'doctor: a camera that is gone', gone)
    house.ctl('front-door', 'none')

    done = house.call('remove', 'Hall')
    check(done.returncode == 0 and 'can be linked again' in done.stdout, 'remove tells the camera', done)
    check(house.call('add', house.code('front-door'), '--yes', env=house.home('neighbours')).returncode == 0,
          'which another home links then')
    done = house.call('revoke', 'Garage')
    check(done.returncode == 0 and house.linked() == [], 'revoke unlinks', done)
    done = house.call('add', house.code('garage'), '--yes')
    check(done.returncode == 1 and 'blocked' in done.stderr, 'SUB-12 a blocked key is not linked again', done)


def check_kill(house):
    """STO-06: killed at any moment, the store is whole; the camera is linked, or can be after its reset."""
    house.ctl('front-door', 'reset')
    whole, linked = True, 0
    for tenth in range(0, 16, 2):
        process = subprocess.Popen([house.link_program, 'add', house.code('front-door'), '--room', 'Hall', '--yes'],
                                   env=house.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(tenth / 10)  # this very moment is what is tested
        process.send_signal(signal.SIGKILL)
        process.wait()
        listed = house.call('list', '--json')
        whole = whole and listed.returncode == 0 and 'problem' not in listed.stdout
        if house.linked():
            linked += 1
            whole = whole and house.call('remove', 'Hall').returncode == 0
        house.ctl('front-door', 'reset')
    check(whole, f'STO-06 killed at eight moments, the store is whole ({linked} times the camera was linked)')
    done = house.call('add', house.code('front-door'), '--room', 'Hall', '--yes')
    check(done.returncode == 0, 'and the camera can be linked after its reset', done)


def main(link, rig):
    with House(link, rig) as house:
        check_usage(house)
        check_impostor(house)
        check_life(house)
    with House(link, rig) as house:
        check_kill(house)
    with House(link, rig) as house:
        link_token.check(house, check)
    print(f'1..{n}')
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))

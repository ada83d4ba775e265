# SPDX-License-Identifier: Apache-2.0
"""The first of January 2020: a cache in front of the cameras whose key leaves the camera out."""
import re
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request

from stage import Failed

CONF = """{user} daemon off; worker_processes 1; pid {dir}/pid; error_log {dir}/error.log;
events {{ worker_connections 256; }}
http {{
access_log off; client_body_temp_path {dir}/body; proxy_temp_path {dir}/temp;
fastcgi_temp_path {dir}/1; uwsgi_temp_path {dir}/2; scgi_temp_path {dir}/3;
proxy_cache_path {dir}/cache keys_zone=objects:1m max_size=64m use_temp_path=off;
map $uri $object {{ ~/(?<name>[^/]+)$ $name; }}
server {{
listen 127.0.0.1:{port} ssl; ssl_certificate {dir}/cert.pem; ssl_certificate_key {dir}/key.pem;
proxy_http_version 1.1; proxy_set_header Connection '';
proxy_cache objects; proxy_cache_key $object;
{backends}
}}
}}
"""
NAMES = 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'
EVERY = 0.1  # seconds between two looks of the neighbours' display at their camera's list


def find():
    """nginx, or None: Debian keeps it where not everybody looks."""
    return shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin')


class Cache:
    """nginx between displays and cameras; and behind it as well, the display of a neighbour, who is a little faster."""

    def __init__(self, folder, rig, neighbour):
        folder.mkdir()
        self.folder, self.neighbour = folder, neighbour
        self.certify(rig.home)
        with socket.create_server(('127.0.0.1', 0)) as free:
            self.port = free.getsockname()[1]
        (folder / 'nginx.conf').write_text(CONF.format(
            user='user root;', dir=folder, port=self.port,
            backends='\n'.join(f'location /{slug}/ {{ proxy_pass https://localhost:{port}; }}'
                               for slug, port in rig.ports().items())))
        self.server = subprocess.Popen([find(), '-p', folder, '-c', folder / 'nginx.conf', '-e', folder / 'error.log'],
                                       stderr=subprocess.DEVNULL)
        self.ahead, self.over = threading.Event(), threading.Event()
        self.watching = threading.Thread(target=self.watch)
        self.watching.start()

    def certify(self, home):
        """A certificate for it, of the cameras' own CA."""
        (self.folder / 'names').write_text(NAMES)
        for words in (f'req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost '
                      f'-keyout {self.folder}/key.pem -out {self.folder}/request.pem',
                      f'x509 -req -in {self.folder}/request.pem -CA {home}/tls-ca.pem -CAkey {home}/tls-ca-key.pem '
                      f'-set_serial 2020 -days 2 -extfile {self.folder}/names -out {self.folder}/cert.pem'):
            done = subprocess.run(['openssl', *words.split()], capture_output=True, text=True)
            if done.returncode != 0:
                raise Failed(f'no certificate for the cache: {done.stderr.strip()}')

    def address(self, slug):
        return f'https://localhost:{self.port}/{slug}/'

    def fetch(self, context, name):
        with urllib.request.urlopen(self.address(self.neighbour) + name, context=context, timeout=5) as answer:
            return answer.read()

    def watch(self):
        """What a display does: the list, and what is new in it."""
        context, known = ssl._create_unverified_context(), set()
        while not self.over.is_set():
            try:
                names = re.findall(r'init-[^"]+|seg-\S+', self.fetch(context, 'live.m3u8').decode())
                for name in [name for name in names if name not in known]:
                    self.fetch(context, name)
                    known.add(name)
                    self.ahead.set()
            except (urllib.error.URLError, OSError):
                pass  # it is not there yet
            self.over.wait(EVERY)

    def wait_for_neighbour(self):
        """Until they have what their camera begins with: who asks for that later gets theirs."""
        if not self.ahead.wait(10):
            raise Failed('1-january-2020: the neighbours\' display got nothing from the cache')

    def close(self):
        self.over.set()
        self.watching.join()
        self.server.terminate()
        self.server.wait()

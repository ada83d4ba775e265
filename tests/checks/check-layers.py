#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include what: the table of rooms, held against the compiler's own dependency output."""
import re
import subprocess
import sys

GST = r'/(gstreamer-1\.0|gst)/'
GTK = r'/(gtk-4\.0|gtk|gdk)/'
SOUP = r'/libsoup-3\.0/'
SSL = r'/openssl/'
P11 = r'/p11-kit-1/'
GIO = r'/glib-2\.0/gio/|/gio-unix-2\.0/'
PROV = r'(^|/)client/provenance/'

# Object path -> header paths that may not stand behind it, directly or by way of another header.
FORBIDDEN = [
    (r'^client/provenance/', [GST, GTK, SOUP, GIO, r'(^|/)(ui|pipelines|client/(fetch|cameras))/']),
    (r'^client/cameras/', [GST, GTK, SOUP, r'(^|/)(ui|pipelines|client/fetch)/']),
    (r'^client/fetch/', [GST, GTK, SSL, r'(^|/)(ui|pipelines)/']),
    (r'^client/[^/]*$|^client/[^/]*\.p/', [GST, GTK, SSL, r'(^|/)(ui|pipelines)/']),
    (r'^pipelines/', [GTK, SOUP, SSL, r'(^|/)(ui|client/(fetch|cameras))/',
                      PROV + r'(?!prov-(admission|verdict)\.h)']),
    (r'^ui/', [GST, SOUP, SSL, r'(^|/)client/(fetch|cameras)/',
               PROV + r'(?!prov-(admission|verdict)\.h)']),
]
# The files that may see OpenSSL, and the one that may see inside a token.
SEES_OPENSSL = re.compile(r'client/provenance/.*prov-(crypto|digest|signature|certificate|chain)\.c'
                          r'|client/cameras/.*camera-(ca|ca-key|certificate|pin|proof|server)\.c')
SEES_P11 = re.compile(r'client/cameras/.*camera-token(-uri)?\.c')
MAKES_TOKENS = re.compile(r'client/provenance/.*prov-(gate|admission)\.c')
# What the product must never be built from.
TEST_ONLY = re.compile(r'(^|/)tests/')


def product(obj):
    return not obj.startswith(('tests/', 'certs/'))


def violations(obj, header):
    for room, patterns in FORBIDDEN:
        if re.search(room, obj) and any(re.search(p, header) for p in patterns):
            yield f'{obj} includes {header}'
    if product(obj):
        if re.search(SSL, header) and not SEES_OPENSSL.search(obj):
            yield f'{obj} sees OpenSSL: {header}'
        if re.search(P11, header) and not SEES_P11.search(obj):
            yield f'{obj} sees p11-kit: {header}'
        if TEST_ONLY.search(header):
            yield f'{obj} is built from the tests: {header}'
    if header.endswith('prov-admission-private.h') and not MAKES_TOKENS.search(obj):
        yield f'{obj} sees inside an admission'


def main(build):
    listing = subprocess.run(['ninja', '-C', build, '-t', 'deps'], text=True, capture_output=True,
                             check=True).stdout
    found, obj, n = set(), '', 0
    for line in listing.splitlines():
        if line.startswith('    '):
            found.update(violations(obj, line.strip()))
        elif line and not line.startswith('ninja:'):
            obj = line.split(':')[0]
            n += 1
    for text in sorted(found)[:40]:
        print(text)
    print(f'{n} objects, {len(found)} violations of the layers')
    # A listing without the judge in it would prove nothing.
    return 1 if found or n < 30 or 'prov-gate' not in listing else 0


sys.exit(main(sys.argv[1]))

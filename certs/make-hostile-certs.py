#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what a display must refuse, and what it must not: certificates of two makers, each wrong in one way.

Called by make-dev-certs.sh DIR hostile. DIR/index.tsv names every file, its row of the attack table, the reason, a part of
the sentence, and the options with which `ownview-link check-cert` is to be run in DIR.
"""
import argparse
import base64
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
CLAIM_SIGNING = '1.3.6.1.4.1.62558.2.1'
DEMO = '2.25.140165135802368266487120990616727602660'

LEAF = {
    'basicConstraints': 'critical,CA:FALSE', 'keyUsage': 'critical,digitalSignature',
    'extendedKeyUsage': f'emailProtection,{CLAIM_SIGNING}', 'subjectKeyIdentifier': 'hash',
    'authorityKeyIdentifier': 'keyid:always',
}
CA = {
    'basicConstraints': 'critical,CA:TRUE,pathlen:0', 'keyUsage': 'critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier': 'hash', 'authorityKeyIdentifier': 'keyid:always',
}
KEYS = {
    'p256': 'EC -pkeyopt ec_paramgen_curve:P-256', 'p384': 'EC -pkeyopt ec_paramgen_curve:P-384', 'ed25519': 'ED25519',
    'p192': 'EC -pkeyopt ec_paramgen_curve:prime192v1', 'p521': 'EC -pkeyopt ec_paramgen_curve:P-521',
    'secp256k1': 'EC -pkeyopt ec_paramgen_curve:secp256k1', 'ed448': 'ED448',
    'explicit': 'EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit',
    'rsa1024': 'RSA -pkeyopt rsa_keygen_bits:1024', 'rsa2048': 'RSA -pkeyopt rsa_keygen_bits:2048',
}
WANTS_POLICY = {'policyConstraints': 'critical,requireExplicitPolicy:0', 'certificatePolicies': '1.2.3.4'}
MANY_NAMES = ','.join(f'DNS:camera-{i}.example' for i in range(4096))

# name, row, reason, part of the sentence, what differs in the leaf, in its CA (None: the maker's own).
# "=word" is no extension but a parameter of Maker.issue().
CASES = [
    ('good-p256', '-', 'good', 'pin is sha256:', {}, None),
    ('good-p384', '-', 'good', 'pin is sha256:', {'=key': 'p384'}, None),
    ('good-ed25519', '-', 'good', 'pin is sha256:', {'=key': 'ed25519'}, None),
    ('good-ca-on-p384', 'PKI-11', 'good', 'pin is sha256:', {}, {'=key': 'p384'}),
    ('good-ca-on-ed25519', 'PKI-11', 'good', 'pin is sha256:', {}, {'=key': 'ed25519'}),
    ('unknown-extension', 'PKI-12', 'good', 'pin is sha256:', {'1.2.3.4.5': 'DER:0500'}, None),
    ('number-of-20-octets', 'PKI-12', 'good', 'pin is sha256:', {'=number': '0x7f' + 19 * 'ff'}, None),
    ('name-permitted', 'PKI-13', 'good', 'pin is sha256:', {}, {'nameConstraints': 'critical,permitted;dirName:maker-a'}),
    ('self-signed', 'PKI-01', 'untrusted-anchor', 'self-signed', {'=issuer': None}, None),
    ('web-server', 'PKI-01', 'certificate-profile', 'ECDSA', {'=key': 'rsa2048', 'extendedKeyUsage': 'serverAuth'},
     {'=key': 'rsa2048'}),
    ('expired', 'PKI-02', 'certificate-time', 'signing certificate has expired', {'=days': (-2, -1)}, None),
    ('not-yet-valid', 'PKI-03', 'certificate-time', 'is not yet valid', {'=days': (30, 60)}, None),
    ('issuer-expired', 'PKI-08', 'untrusted-chain', 'issuing certificate has expired', {}, {'=days': (-2, -1)}),
    ('issuer-is-no-ca', 'PKI-08', 'untrusted-chain', 'is not a CA', {}, {'basicConstraints': 'critical,CA:FALSE'}),
    ('issuer-may-not-issue', 'PKI-08', 'untrusted-chain', 'lacks keyCertSign', {},
     {'keyUsage': 'critical,digitalSignature,cRLSign'}),
    ('issuer-without-constraints', 'PKI-08', 'untrusted-chain', 'is not a CA', {}, {'basicConstraints': None}),
    ('issuer-without-path-length', 'PKI-08', 'certificate-profile', 'no path length', {}, {'basicConstraints': 'critical,CA:TRUE'}),
    ('issuer-constraints-not-critical', 'PKI-08', 'untrusted-chain', 'basic constraints are not critical', {},
     {'basicConstraints': 'CA:TRUE,pathlen:0'}),
    ('for-servers', 'PKI-09', 'certificate-profile', 'serverAuth', {'extendedKeyUsage': f'serverAuth,{CLAIM_SIGNING}'}, None),
    ('for-anything', 'PKI-09', 'certificate-profile', 'anyExtendedKeyUsage',
     {'extendedKeyUsage': f'anyExtendedKeyUsage,{CLAIM_SIGNING}'}, None),
    ('for-mail-only', 'PKI-09', 'certificate-profile', f'lacks C2PA claim signing ({CLAIM_SIGNING})',
     {'extendedKeyUsage': 'emailProtection'}, None),
    ('for-nothing-named', 'PKI-09', 'certificate-profile', 'no extended key usage', {'extendedKeyUsage': None}, None),
    ('ca-signs', 'PKI-10', 'certificate-profile', 'signing certificate is a CA',
     {'basicConstraints': 'critical,CA:TRUE,pathlen:0', 'keyUsage': 'critical,digitalSignature,keyCertSign'}, None),
    ('explicit-parameters', 'PKI-11', 'certificate-profile', 'curve is written out', {'=key': 'explicit'}, None),
    ('on-secp256k1', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'secp256k1'}, None),
    ('on-p192', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'p192'}, None),
    ('on-p521', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'p521'}, None),
    ('on-ed448', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'ed448'}, None),
    ('rsa-1024', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'rsa1024'}, None),
    ('rsa-2048', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'rsa2048'}, None),
    ('dsa', 'PKI-11', 'certificate-profile', 'none of P-256', {'=key': 'dsa'}, None),
    ('signed-over-sha1', 'PKI-11', 'certificate-profile', 'signed neither by', {'=digest': 'sha1'}, None),
    ('issuer-on-secp256k1', 'PKI-11', 'certificate-profile', 'issuing certificate\'s key', {}, {'=key': 'secp256k1'}),
    ('issuer-explicit', 'PKI-11', 'certificate-profile', 'issuing certificate\'s curve', {}, {'=key': 'explicit'}),
    ('issuer-on-rsa', 'PKI-11', 'certificate-profile', 'signed neither by', {}, {'=key': 'rsa2048'}),
    ('unknown-critical', 'PKI-12', 'certificate-profile', 'critical extension', {'1.2.3.4.5': 'critical,DER:0500'}, None),
    ('issuer-unknown-critical', 'PKI-12', 'certificate-profile', 'issuing certificate has a critical', {},
     {'1.2.3.4.5': 'critical,DER:0500'}),
    ('too-many-extensions', 'PKI-12', 'certificate-profile', 'more than 32 extensions',
     {f'1.2.3.4.{i}': 'DER:0500' for i in range(40)}, None),
    ('broken-extension', 'PKI-12', 'certificate-profile', 'can\'t be read', {'keyUsage': None, '2.5.29.15': 'critical,DER:0500'},
     None),
    ('version-1', 'PKI-12', 'certificate-profile', 'version 3', {'=v1': True}, None),
    ('number-zero', 'PKI-12', 'certificate-profile', 'not positive', {'=number': '0'}, None),
    ('number-negative', 'PKI-12', 'certificate-profile', 'not positive', {'=number': '-1'}, None),
    ('number-of-21-octets', 'PKI-12', 'certificate-profile', 'longer than 20', {'=number': '0x01' + 20 * 'ff'}, None),
    ('number-of-21-with-sign', 'PKI-12', 'certificate-profile', 'longer than 20', {'=number': '0x80' + 19 * 'ff'}, None),
    ('issuer-without-name', 'PKI-12', 'certificate-profile', 'issuer is empty', {}, {'=subject': '/'}),
    ('more-key-usage', 'PKI-12', 'certificate-profile', 'not just digitalSignature',
     {'keyUsage': 'critical,digitalSignature,keyEncipherment'}, None),
    ('key-usage-not-critical', 'PKI-12', 'certificate-profile', 'not critical', {'keyUsage': 'digitalSignature'}, None),
    ('no-key-usage', 'PKI-12', 'certificate-profile', 'key usage is absent', {'keyUsage': None}, None),
    ('no-subject-key-id', 'PKI-12', 'certificate-profile', 'subject key identifier', {'subjectKeyIdentifier': 'none'}, None),
    ('no-authority-key-id', 'PKI-12', 'certificate-profile', 'authority key identifier', {'authorityKeyIdentifier': 'none'}, None),
    ('name-not-permitted', 'PKI-13', 'untrusted-chain', 'don\'t permit', {},
     {'nameConstraints': 'critical,permitted;dirName:maker-b'}),
    ('name-excluded', 'PKI-13', 'untrusted-chain', 'exclude', {'subjectAltName': 'email:camera@example.org'},
     {'nameConstraints': 'critical,excluded;email:example.org'}),
    ('policy-shared', 'PKI-13', 'good', 'pin is sha256:', {'certificatePolicies': '1.2.3.4'}, WANTS_POLICY),
    ('policy-of-another', 'PKI-13', 'untrusted-chain', 'share no policy', {'certificatePolicies': '1.2.3.5'}, WANTS_POLICY),
    ('policy-missing', 'PKI-13', 'untrusted-chain', 'share no policy', {}, WANTS_POLICY),
    ('of-64-kib', 'PKI-15', 'too-large', 'larger than 4 KiB', {'1.2.3.4.5': 'DER:0483010000' + 65536 * '00'}, None),
    ('of-4096-names', 'PKI-15', 'too-large', 'larger than 4 KiB', {'subjectAltName': MANY_NAMES}, None),
]


def openssl(*words, **options):
    done = subprocess.run(['openssl', *map(str, words)], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f'make-hostile-certs.py: openssl {" ".join(map(str, words))[:200]}: {done.stderr.strip()[-300:]}')
    return done.stdout


def rfc3339(seconds):
    """This long from now."""
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + seconds))


def when(days):
    return time.strftime('%Y%m%d%H%M%SZ', time.gmtime(time.time() + days * 86400))


class Workshop:
    """Keys, requests and certificates by the openssl program, in a folder that goes in the end."""

    def __init__(self, folder, demo):
        self.folder, self.demo, self.n, self.keys = folder, demo, 0, {}
        (folder / 'index.txt').write_text('')

    def path(self, suffix):
        self.n += 1
        return self.folder / f'{self.n}.{suffix}'

    def key(self, kind, which='leaf'):
        if (kind, which) not in self.keys:
            out = self.path('key')
            if kind == 'dsa':
                parameters = self.path('dsa')
                openssl('genpkey', '-genparam', '-algorithm', 'DSA', '-pkeyopt', 'dsa_paramgen_bits:1024', '-out', parameters)
                openssl('genpkey', '-paramfile', parameters, '-out', out)
            else:
                openssl('genpkey', '-algorithm', *KEYS[kind].split(), '-out', out)
            openssl('pkey', '-in', out, '-pubout', '-out', out.with_suffix('.pub'))
            self.keys[kind, which] = out
        return self.keys[kind, which]

    def config(self, extensions):
        """Also names that nameConstraints refers to, and a database for `openssl ca`, which alone sets both dates."""
        if self.demo:
            extensions = {**extensions, DEMO: 'critical,DER:0500'}
        out = self.path('cnf')
        lines = [f'{name} = {value}' for name, value in extensions.items() if value is not None]
        out.write_text('\n'.join([
            '[req]', 'distinguished_name = none', '[none]', '[maker-a]', 'O = maker-a', '[maker-b]', 'O = maker-b', '[ca]',
            'default_ca = dev', '[dev]', f'database = {self.folder}/index.txt', f'new_certs_dir = {self.folder}',
            'rand_serial = yes', 'unique_subject = no', 'default_md = sha256', 'policy = any', '[any]',
            'organizationName = optional', 'commonName = optional', 'serialNumber = optional', '[x]', *lines, '']))
        return out

    def issue(self, key, subject, issuer, extensions, number=None, digest='sha256', days=None, v1=False):
        """@issuer: (certificate, key), or None for a self-signed one. The certificate's path."""
        config, out = self.config(extensions), self.path('pem')
        if days is not None:
            request = self.path('csr')
            openssl('req', '-new', '-config', config, '-key', key, '-subj', subject, '-out', request)
            openssl('ca', '-batch', '-notext', '-config', config, '-extensions', 'x', '-preserveDN', '-in', request, '-startdate',
                    when(days[0]), '-enddate', when(days[1]), '-cert', issuer[0], '-keyfile', issuer[1], '-out', out)
            return out
        by = ['-signkey', key] if issuer is None else ['-CA', issuer[0], '-CAkey', issuer[1]]
        openssl('x509', '-new', '-subj', subject, '-force_pubkey', key.with_suffix('.pub'), *by, f'-{digest}', '-days', 36500,
                '-set_serial', number or f'0x6{self.n:030x}', '-out', out,
                *([] if v1 else ['-extfile', config, '-extensions', 'x']))
        return out

    def to_der(self, pem):
        out = self.path('der')
        openssl('x509', '-in', pem, '-outform', 'DER', '-out', out)
        return out.read_bytes()

    def from_der(self, der):
        out = self.path('pem')
        text = base64.encodebytes(der).decode()
        out.write_text(f'-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n')
        return out

    def signed_again(self, der, edit, key):
        """The certificate with its TBSCertificate edited, and signed by @key as it was before."""
        tbs_content, rest = read_der(read_der(der)[0])
        tbs, signature = self.path('tbs'), self.path('signature')
        tbs.write_bytes(edit(write_der(0x30, tbs_content)))
        openssl('dgst', '-sha256', '-sign', key, '-out', signature, tbs)
        algorithm = rest[:len(rest) - len(read_der(rest)[1])]
        bits = write_der(0x03, b'\0' + signature.read_bytes())
        return self.from_der(write_der(0x30, tbs.read_bytes() + algorithm + bits))

    def changed(self, base, changes):
        """The extensions of @base with @changes, and the parameters among them."""
        return ({**base, **{k: v for k, v in changes.items() if k[0] != '='}},
                {k[1:]: v for k, v in changes.items() if k[0] == '='})


def read_der(der):
    """The first item of @der: its content, and what follows it."""
    short = der[1] < 0x80
    n = 0 if short else der[1] & 0x7f
    length = der[1] if short else int.from_bytes(der[2:2 + n], 'big')
    return der[2 + n:2 + n + length], der[2 + n + length:]


def write_der(tag, content):
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, 'big')
    return bytes((tag, 0x80 | len(octets))) + octets + content


def repeat_extension(tbs):
    """The TBSCertificate with its first extension twice, which the openssl program makes one of."""
    content, _ = read_der(tbs)
    last, rest = b'', content
    while rest:
        last, rest = rest, read_der(rest)[1]
    extensions, _ = read_der(read_der(last)[0])  # [3] is what the TBSCertificate ends with
    first = extensions[:len(extensions) - len(read_der(extensions)[1])]
    return write_der(0x30, content[:-len(last)] + write_der(0xa3, write_der(0x30, first + extensions)))


def ca_of(folder, maker):
    return folder / 'makers' / maker / 'ca.pem', folder / 'makers' / maker / 'ca-key.pem'


def root_of(folder, maker):
    return folder / 'anchors' / f'{maker}.pem', folder / 'makers' / maker / 'root-key.pem'


class Index:
    """The folder of what is made, and the list of it."""

    def __init__(self, folder, key):
        self.folder, self.key, self.rows = folder, key, []

    def add(self, name, row, reason, part, chain, options='--anchors anchors/maker-a.pem', key=None):
        """@key: of the first certificate, when it is another than the key of most."""
        text = ''.join(pathlib.Path(path).read_text() for path in chain)
        (self.folder / 'hostile' / f'{name}.pem').write_text(text)
        if '--ca' not in options:
            shutil.copy(key or self.key, self.folder / 'hostile' / f'{name}.key')
        self.rows.append((f'hostile/{name}.pem', row, reason, part, options))

    def write(self):
        head = ('file', 'row', 'reason', 'sentence', 'options')
        (self.folder / 'index.tsv').write_text(''.join('\t'.join(row) + '\n' for row in [head, *self.rows]))


def make_cases(work, index, now):
    """One leaf, or one CA above it, that is wrong."""
    folder = index.folder
    for name, row, reason, part, leaf, ca in CASES:
        issuer = ca_of(folder, 'maker-a')
        if ca is not None:
            extensions, options = work.changed(CA, ca)
            key = work.key(options.pop('key', 'p256'), 'ca')
            subject = options.pop('subject', '/O=maker-a/CN=maker-a device CA')
            issuer = work.issue(key, subject, root_of(folder, 'maker-a'), extensions, **options), key
        extensions, options = work.changed(LEAF, leaf)
        key = work.key(options.pop('key', 'p256'))
        chain = [issuer[0]]
        if 'issuer' in options:
            issuer, chain = options.pop('issuer'), []
        made = work.issue(key, f'/O=maker-a/CN={name}/serialNumber=H-0001', issuer, extensions, **options)
        index.add(name, row, reason, part, [made, *chain], f'--anchors anchors/maker-a.pem --now {now}', key)


def make_chains(work, index):
    """What only the order, the number or the origin of good certificates makes wrong."""
    folder = index.folder
    camera = folder / 'cameras' / 'front' / 'chain.pem'
    root, ca, other = root_of(folder, 'maker-a'), ca_of(folder, 'maker-a'), ca_of(folder, 'maker-b')
    leaf = work.issue(work.key('p256'), '/O=maker-a/CN=front/serialNumber=H-0002', ca, LEAF)
    foreign = work.issue(work.key('p256'), '/O=maker-a/CN=front/serialNumber=H-0002', other, LEAF)
    index.add('of-the-other-maker', 'PKI-01', 'untrusted-anchor', 'not among this maker\'s anchors',
              [folder / 'cameras' / 'other' / 'chain.pem'], key=folder / 'cameras' / 'other' / 'key.pem')
    index.add('names-the-wrong-maker', 'PKI-14', 'untrusted-anchor', 'not among this maker\'s anchors', [foreign, other[0]])
    index.add('leaf-alone', 'PKI-01', 'untrusted-anchor', 'neither with it nor among', [leaf])
    index.add('issuer-of-another', 'PKI-08', 'untrusted-anchor', 'neither with it nor among', [leaf, other[0]])
    index.add('wrong-order', 'PKI-10', 'certificate-profile', 'signing certificate is a CA', [ca[0], leaf], key=ca[1])
    index.add('with-its-root', 'PKI-15', 'untrusted-chain', 'more than two', [leaf, ca[0], root[0]])
    index.add('root-for-an-issuer', 'PKI-08', 'untrusted-chain', 'its own root', [leaf, root[0]])
    index.add('thousand-issuers', 'PKI-15', 'untrusted-chain', 'more than two', [leaf] + 1000 * [ca[0]])
    index.add('good-ca', '-', 'good', 'may issue', [ca[0]], '--ca --anchors anchors/maker-a.pem')
    index.add('ca-of-the-other-maker', 'PKI-14', 'untrusted-anchor', 'neither with it nor among', [other[0]],
              '--ca --anchors anchors/maker-a.pem')
    index.add('camera-as-ca', 'PKI-08', 'untrusted-chain', 'is not a CA', [leaf], '--ca --anchors anchors/maker-a.pem')
    index.add('root-as-ca', 'PKI-08', 'untrusted-chain', 'is a root', [root[0]], '--ca --anchors anchors/maker-a.pem')
    index.add('good-camera', '-', 'good', 'its chain holds', [camera], key=folder / 'cameras' / 'front' / 'key.pem')
    alone = ('demo-identity', 'demo identity') if work.demo else ('good', 'no chain was built')  # whatever the build
    index.add('without-anchors', 'PKI-16', *alone, [camera], '', folder / 'cameras' / 'front' / 'key.pem')


def make_forgeries(work, index):
    """A changed signature, a root in the maker's name, an issuer of its issuer, a path that is too long."""
    folder = index.folder
    root, ca = root_of(folder, 'maker-a'), ca_of(folder, 'maker-a')
    leaf = work.issue(work.key('p256'), '/O=maker-a/CN=forged/serialNumber=H-0003', ca, LEAF)
    der = work.to_der(leaf)
    forged = work.from_der(der[:-1] + bytes([der[-1] ^ 1]))
    index.add('changed-signature', 'PKI-08', 'untrusted-chain', 'was not signed by the key', [forged, ca[0]])
    twice = work.signed_again(der, repeat_extension, ca[1])
    index.add('extension-twice', 'PKI-12', 'certificate-profile', 'an extension twice', [twice, ca[0]])

    key, ca_key = work.key('p256', 'false root'), work.key('p256', 'ca')
    root_extensions = {**CA, 'basicConstraints': 'critical,CA:TRUE', 'authorityKeyIdentifier': None}
    false_root = work.issue(key, '/O=maker-a/CN=maker-a device root', None, root_extensions), key
    false_ca = work.issue(ca_key, '/O=maker-a/CN=maker-a device CA', false_root, CA), ca_key
    false_leaf = work.issue(work.key('p256'), '/O=maker-a/CN=front/serialNumber=A-0001', false_ca, LEAF)
    index.add('root-of-the-same-name', 'PKI-01', 'untrusted-anchor', 'not among this maker\'s anchors', [false_leaf, false_ca[0]])

    names = ['/O=maker-a/CN=loop one', '/O=maker-a/CN=loop two']
    keys = [work.key('p256', 'one'), work.key('p256', 'two')]
    seed = work.issue(keys[1], names[1], root, CA), keys[1]
    one = work.issue(keys[0], names[0], seed, CA), keys[0]
    two = work.issue(keys[1], names[1], one, CA), keys[1]
    looped = work.issue(work.key('p256'), '/O=maker-a/CN=loop/serialNumber=H-0004', two, LEAF)
    index.add('loop', 'PKI-15', 'untrusted-chain', 'more than two', [looped, two[0], one[0]])
    index.add('loop-cut-short', 'PKI-15', 'untrusted-anchor', 'not among this maker\'s anchors', [looped, two[0]])

    short = work.issue(work.key('p256', 'short root'), '/O=maker-a/CN=short root', None,
                       {**root_extensions, 'basicConstraints': 'critical,CA:TRUE,pathlen:0'}), work.key('p256', 'short root')
    (folder / 'anchors' / 'short.pem').write_text(short[0].read_text())
    middle = work.issue(ca_key, '/O=maker-a/CN=short CA', short, CA), ca_key
    deep = work.issue(work.key('p256'), '/O=maker-a/CN=deep/serialNumber=H-0005', middle, LEAF)
    index.add('path-length-of-the-root', 'PKI-08', 'untrusted-chain', 'path length allows', [deep, middle[0]],
              '--anchors anchors/short.pem')


def make_lists(work, index):
    """Revocation lists: which certificate they name, who signed them, how old they are."""
    folder = index.folder
    root, ca, other = root_of(folder, 'maker-a'), ca_of(folder, 'maker-a'), ca_of(folder, 'maker-b')
    leaf = work.issue(work.key('p256'), '/O=maker-a/CN=revoked/serialNumber=H-0006', ca, LEAF)
    config = work.config({})

    def make_list(name, by, key, revoked=None, hours=720):
        (work.folder / 'index.txt').write_text('')
        if revoked is not None:
            openssl('ca', '-config', config, '-revoke', revoked, '-cert', by, '-keyfile', key)
        openssl('ca', '-config', config, '-gencrl', '-cert', by, '-keyfile', key, '-crlhours', hours, '-out',
                folder / 'hostile' / f'{name}.crl')
        return f'--crl hostile/{name}.crl'

    trusted = '--anchors anchors/maker-a.pem'
    nobody, root_list = make_list('nobody', *ca), make_list('root', *root)
    index.add('listed', 'PKI-04', 'revoked', 'certificate is revoked', [leaf, ca[0]],
              ' '.join((trusted, make_list('leaf', *ca, leaf), root_list)))
    index.add('issuer-listed', 'PKI-04', 'revoked', 'issuer is revoked', [leaf, ca[0]],
              ' '.join((trusted, nobody, make_list('issuer', *root, ca[0]))))
    index.add('not-listed', 'PKI-04', 'good', 'its chain holds', [leaf, ca[0]], ' '.join((trusted, nobody, root_list)))
    index.add('no-list-of-its-issuer', 'PKI-05', 'good', 'nothing current', [leaf, ca[0]], ' '.join((trusted, root_list)))
    index.add('list-is-old', 'PKI-05', 'good', 'nothing current', [leaf, ca[0]],
              ' '.join((trusted, nobody, root_list, '--now', rfc3339(365 * 86400))))
    index.add('list-of-another', 'PKI-06', 'good', 'nothing current', [leaf, ca[0]],
              ' '.join((trusted, make_list('foreign', *other), root_list)))
    index.add('list-by-another-key', 'PKI-06', 'good', 'nothing current', [leaf, ca[0]],
              ' '.join((trusted, make_false_list(work, make_list, leaf, ca), root_list)))


def make_false_list(work, make_list, leaf, ca):
    """In the CA's name, by another key."""
    key = work.key('p256', 'false CA')
    false_ca = work.issue(key, '/O=maker-a/CN=maker-a device CA', None, {**CA, 'authorityKeyIdentifier': None})
    return make_list('false', false_ca, key, leaf)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--production', action='store_true', help='leave out the extension that marks a demo identity')
    parser.add_argument('folder', type=pathlib.Path, help='where make-dev-certs.sh has made maker-a, maker-b and their cameras')
    parser.add_argument('work', type=pathlib.Path, help='a private folder that the caller removes')
    options = parser.parse_args()
    work = Workshop(options.work, not options.production)
    index = Index(options.folder, work.key('p256'))
    (options.folder / 'hostile').mkdir(exist_ok=True)
    make_cases(work, index, rfc3339(3600)) # an hour on: everything has been made by then
    make_chains(work, index)
    make_forgeries(work, index)
    make_lists(work, index)
    index.write()


main()

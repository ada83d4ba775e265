# SPDX-License-Identifier: Apache-2.0
"""The key of a home's CA in a token, as a person sets it up and links with it: SoftHSM, and a TPM that is emulated."""
import pathlib
import shutil
import subprocess
import time

SOFTHSM = pathlib.Path('/usr/lib/softhsm/libsofthsm2.so')
TPMS = list(pathlib.Path('/usr/lib').glob('*/pkcs11/libtpm2_pkcs11.so'))
PIN, WRONG_PIN = '4321', '1111'


class Drawer:
    """A home's environment, with tokens of its own beside it."""

    def __init__(self, house, name, more):
        self.house, self.dir = house, house.dir / name
        self.dir.mkdir(mode=0o700)
        self.environment = dict(house.home(name), HOME=str(self.dir), **more)
        self.pin_file = self.dir / 'pin'
        self.write_pin(PIN)

    def write_pin(self, pin):
        self.pin_file.write_text(pin + '\n')
        self.pin_file.chmod(0o600)

    def call(self, *words):
        return self.house.call(*words, env=self.environment)

    def make_token(self, module, *slot):
        subprocess.run(['softhsm2-util', '--module', module, '--init-token', *slot, '--label', 'Hub', '--so-pin', '123456',
                        '--pin', PIN], check=True, env=self.environment, capture_output=True, timeout=60)

    def set_up(self, module, *more):
        return self.call('home', '--token', 'pkcs11:token=Hub', '--module', module, '--pin-file', self.pin_file, *more)

    def state(self, room):
        """What the doctor says of the home's key and of a camera."""
        said = self.call('doctor', room).stdout.splitlines()
        return [next(line.split()[0] for line in said if f' {what}: ' in line) for what in ('home key', room)]

    def goes_on(self, room):
        """A camera's new session begins with its next sync picture: asked until its video is its own."""
        deadline = time.monotonic() + 20
        while self.state(room) != ['good', 'good'] and time.monotonic() < deadline:
            time.sleep(0.2)
        return self.state(room)

    def holds_no_key(self):
        return not any(b'PRIVATE KEY' in path.read_bytes() for part in ('data', 'state')
                       for path in (self.dir / part).rglob('*') if path.is_file())


def is_refused(done, word):
    return done.returncode == 1 and word in done.stderr and done.stderr.count('\n') == 1


def check_softhsm(house, check):
    """From the first camera to the token's loss."""
    tokens = house.dir / 'softhsm' / 'tokens'
    conf = house.dir / 'softhsm2.conf'
    conf.write_text(f'directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n')
    home = Drawer(house, 'softhsm', {'SOFTHSM2_CONF': str(conf)})
    tokens.mkdir(mode=0o700)
    home.make_token(SOFTHSM, '--free')
    said = home.call('home')
    check(said.returncode == 0 and 'no key yet' in said.stdout, 'a home without a key says so, and makes none', said)
    made = home.set_up(SOFTHSM)
    check(made.returncode == 0 and 'A key was made in the token' in made.stdout, 'a key is made in a token', made)
    linked = home.call('add', house.code('garage'), '--room', 'Garage', '--yes')
    check(linked.returncode == 0, 'a camera is linked, certified by the token', linked)
    check(home.state('Garage') == ['good', 'good'], 'its video is its own, and the token answers', home.state('Garage'))
    check(home.call('rotate', 'Garage').returncode == 0 and home.goes_on('Garage') == ['good', 'good'],
          'its new key is certified by the token too')
    check(home.holds_no_key(), 'no key is in a file')

    home.write_pin(WRONG_PIN)
    done = home.call('add', house.code('front-door'), '--yes')
    check(is_refused(done, 'is not that of the token Hub'), 'a wrong PIN: nothing is linked, one sentence', done)
    check(home.state('Garage') == ['bad', 'good'], 'the linked camera goes on', home.state('Garage'))
    home.write_pin(PIN)

    tokens.rename(home.dir / 'taken')
    tokens.mkdir(mode=0o700)
    done = home.call('add', house.code('front-door'), '--yes')
    check(is_refused(done, 'plug it in'), 'a token that is gone: nothing is linked, one sentence', done)
    check(home.state('Garage') == ['bad', 'good'], 'the linked camera goes on without it')
    home.make_token(SOFTHSM, '--free')
    done = home.call('add', house.code('front-door'), '--yes')
    check(is_refused(done, 'does not hold this home\'s key'), 'an empty token of that name is not filled', done)
    done = home.set_up(SOFTHSM, '--yes')
    check(done.returncode == 0 and 'under a former key: 1' in done.stdout, 'unless a person says so', done)
    check(home.state('Garage') == ['good', 'good'], 'the camera of the former key goes on')
    shutil.rmtree(tokens)
    (home.dir / 'taken').rename(tokens)
    done = home.call('add', house.code('front-door'), '--yes')
    check(is_refused(done, 'holds another key than this home\'s'), 'the first token is another one by then', done)

    done = home.call('home', '--file')
    check(is_refused(done, '--yes accepts that'), 'back to a file: what it costs is said first', done)
    done = home.set_up(SOFTHSM)
    check(done.returncode == 0, 'the first token again, by the same words', done)
    done = home.call('remove', 'Garage')
    check(done.returncode == 0 and 'can be linked again' in done.stdout, 'which lets the camera go, by its key', done)
    done = home.call('home', '--file')
    check(done.returncode == 0 and 'no key yet' in done.stdout, 'back to a file', done)


def check_tpm(house, check):
    """A TPM 2.0 by way of tpm2-pkcs11."""
    sock = house.dir / 'tpm.sock'
    state = house.dir / 'tpm-state'
    state.mkdir()
    home = Drawer(house, 'tpm', {'TPM2_PKCS11_TCTI': f'swtpm:path={sock}', 'TPM2_PKCS11_BACKEND': 'esysdb',
                                 'TSS2_LOG': 'all+NONE'})
    (home.dir / '.tpm2_pkcs11').mkdir()
    tpm = subprocess.Popen(['swtpm', 'socket', '--tpm2', '--tpmstate', f'dir={state}', '--server',
                            f'type=unixio,path={sock}', '--ctrl', f'type=unixio,path={sock}.ctrl', '--flags', 'not-need-init,startup-clear'],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not sock.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        home.make_token(TPMS[0], '--slot', '1')
        made = home.set_up(TPMS[0])
        check(made.returncode == 0 and 'A key was made in the token' in made.stdout, 'a key is made in a TPM', made)
        linked = home.call('add', house.code('garage'), '--room', 'Garage', '--yes')
        check(linked.returncode == 0, 'a camera is linked, certified by the TPM', linked)
        check(home.state('Garage') == ['good', 'good'], 'its video is its own, and the TPM answers')
        check(home.holds_no_key(), 'no key is in a file')
        check(home.call('remove', 'Garage').returncode == 0, 'and let go')
    finally:
        tpm.terminate()
        tpm.wait()


def check(house, say):
    """@say(good, name, detail) notes one result; what is not installed is said and left out."""
    if not SOFTHSM.exists() or not shutil.which('softhsm2-util'):
        say(True, 'a key in a token # SKIP softhsm2 is not installed')
        return
    check_softhsm(house, say)
    if not TPMS or not shutil.which('swtpm'):
        say(True, 'a key in a TPM # SKIP swtpm and libtpm2-pkcs11-1 are not installed')
        return
    check_tpm(house, say)

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the certificates of a development home: a maker's root and CA, and one device certificate per
# camera. What exists is kept. Nothing here may leave the machine it was made on: no key is protected.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)

# Marks a demo identity: critical, so that whoever does not know it refuses the certificate.
DEMO_OID=2.25.140165135802368266487120990616727602660
# C2PA claim signing; e-mail protection is for the standard's older validators.
EKU=emailProtection,1.3.6.1.4.1.62558.2.1
NEVER=99991231235959Z # RFC 5280, section 4.1.2.5: no well-defined end

usage()
{
    cat <<EOF
Usage: make-dev-certs.sh [OPTION]... DIR
       make-dev-certs.sh [OPTION]... DIR camera NAME SERIAL [ES256|ES384|EdDSA]
       make-dev-certs.sh [--production] DIR hostile

The first form makes a root and a CA for the maker, the second one also a camera's key and certificate:
  DIR/anchors/MAKER.pem                      the root, which link records name
  DIR/makers/MAKER/{root-key,ca-key,ca}.pem  what certifies cameras
  DIR/cameras/NAME/{key,chain}.pem           chain: the camera's certificate, then the maker's CA
The third form makes two makers with a camera each, and everything that a display must refuse in a certificate:
  DIR/hostile/*.{pem,key,crl}                each wrong in one way; the key of its first certificate
  DIR/index.tsv                              file, row of the attack table, reason, part of the sentence, options: in
                                             DIR, "ownview-link check-cert OPTIONS FILE" says that reason

Options:
  --maker MAKER   a-z, 0-9 and "-", up to 32 (default: \$OWNVIEW_MAKER, or demo-cameras)
  --production    leave out the extension that marks a demo identity (for tests of production builds)
  --help          this text
EOF
}

fail()
{
    echo "make-dev-certs.sh: $*" >&2
    exit 1
}

# is_slug WORD
is_slug()
{
    case $1 in
    '' | -* | *[!a-z0-9-]*) return 1 ;;
    esac
    [ ${#1} -le 32 ]
}

# make_key FILE ALG
make_key()
{
    case $2 in
    ES256) set -- "$1" EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve ;;
    ES384) set -- "$1" EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:named_curve ;;
    EdDSA) set -- "$1" ED25519 ;;
    esac
    out=$1
    shift
    openssl genpkey -algorithm "$@" -out "$out" 2>"$work/log" ||
        fail "openssl makes no key for $out: $(tail -n 1 "$work/log")"
}

write_config()
{
    demo=
    [ "$production" = yes ] || demo="$DEMO_OID = critical,DER:0500"
    : >"$work/index.txt"
    cat >"$work/ca.cnf" <<EOF
[req]
distinguished_name = dn
[dn]
[ca]
default_ca = dev
[dev]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
organizationName = supplied
commonName = supplied
serialNumber = optional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
$demo
[maker]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
$demo
[device]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = $EKU
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
$demo
EOF
}

# certify OUT KEY SUBJECT SECTION ISSUER-OPTION...
certify()
{
    out=$1 key=$2 subject=$3 section=$4
    shift 4
    # a day back: a camera's clock may be behind ours
    start=$(date -u -d "@$(($(date -u +%s) - 86400))" +%Y%m%d%H%M%SZ)
    openssl req -new -config "$work/ca.cnf" -key "$key" -subj "$subject" -out "$work/request.pem" \
        2>"$work/log" || fail "openssl makes no request for $out: $(tail -n 1 "$work/log")"
    openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$section" -in "$work/request.pem" \
        -startdate "$start" -enddate "$NEVER" -preserveDN "$@" -out "$out" 2>"$work/log" ||
        fail "openssl makes no certificate for $out: $(tail -n 1 "$work/log")"
}

make_maker()
{
    [ ! -e "$dir/anchors/$maker.pem" ] || [ ! -e "$dir/makers/$maker/ca.pem" ] || return 0
    mkdir -p "$dir/anchors" "$dir/makers/$maker"
    made=$work/maker
    mkdir "$made"
    make_key "$made/root-key.pem" ES256
    certify "$work/root.pem" "$made/root-key.pem" "/O=$maker/CN=$maker device root" root \
        -selfsign -keyfile "$made/root-key.pem"
    make_key "$made/ca-key.pem" ES256
    certify "$made/ca.pem" "$made/ca-key.pem" "/O=$maker/CN=$maker device CA" maker \
        -cert "$work/root.pem" -keyfile "$made/root-key.pem"
    # ca.pem comes last: it is what says that the maker is complete
    mv "$work/root.pem" "$dir/anchors/$maker.pem"
    mv "$made/root-key.pem" "$made/ca-key.pem" "$made/ca.pem" "$dir/makers/$maker/"
    rmdir "$made"
}

# make_camera NAME SERIAL ALG
make_camera()
{
    [ ! -e "$dir/cameras/$1/chain.pem" ] || return 0
    ca=$dir/makers/$maker
    made=$work/camera
    mkdir "$made"
    make_key "$made/key.pem" "$3"
    certify "$work/leaf.pem" "$made/key.pem" "/O=$maker/CN=$1/serialNumber=$2" device \
        -cert "$ca/ca.pem" -keyfile "$ca/ca-key.pem"
    cat "$work/leaf.pem" "$ca/ca.pem" >"$made/chain.pem"
    mkdir -p "$dir/cameras"
    rm -rf "$dir/cameras/$1"
    mv "$made" "$dir/cameras/$1"
}

maker=${OWNVIEW_MAKER:-demo-cameras}
production=no
while [ $# -gt 0 ]; do
    case $1 in
    --help) usage && exit 0 ;;
    --production) production=yes ;;
    --maker)
        [ $# -ge 2 ] || fail "--maker needs a name; --help shows how"
        maker=$2
        shift
        ;;
    --*) fail "there is no option $1; --help shows the ones there are" ;;
    *) break ;;
    esac
    shift
done

[ $# -eq 1 ] || [ "$#${2:-}" = 2hostile ] || [ $# -eq 4 ] || [ $# -eq 5 ] ||
    fail "a directory is needed, and \"camera NAME SERIAL [ALGORITHM]\" for a camera; --help shows how"
is_slug "$maker" || fail "the maker \"$maker\" must be 1 to 32 of a-z, 0-9 and \"-\""
dir=$1
if [ $# -ge 4 ]; then
    [ "$2" = camera ] || fail "\"$2\" is not known; only \"camera\" may follow the directory"
    is_slug "$3" || fail "the camera's name \"$3\" must be 1 to 32 of a-z, 0-9 and \"-\""
    case $4 in
    '' | *[!A-Za-z0-9-]*) fail "the serial \"$4\" must be of A-Z, a-z, 0-9 and \"-\"" ;;
    esac
    [ ${#4} -le 64 ] || fail "the serial \"$4\" is longer than 64 characters"
    case ${5:-ES256} in
    ES256 | ES384 | EdDSA) ;;
    *) fail "the algorithm \"$5\" is not one of ES256, ES384, EdDSA" ;;
    esac
fi
command -v openssl >/dev/null || fail "openssl is not installed; it is in the Debian package openssl"

mkdir -p "$dir" 2>/dev/null || fail "$dir can't be made; choose a directory that you may write to"
dir=$(cd "$dir" && pwd) || fail "$1 can't be entered; choose a directory of your own"
work=$(mktemp -d "$dir/.new.XXXXXX" 2>/dev/null) || fail "nothing can be written in $dir; choose another directory"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

write_config
if [ "${2:-}" = hostile ]; then
    for pair in maker-a:front maker-b:other; do
        maker=${pair%:*}
        make_maker
        make_camera "${pair#*:}" "${pair#*:}-1" ES256
    done
    mkdir "$work/hostile"
    [ "$production" = no ] || set -- "$@" --production
    shift 2
    python3 "$here/make-hostile-certs.py" "$@" "$dir" "$work/hostile"
    exit 0
fi
make_maker
[ $# -eq 1 ] || make_camera "$3" "$4" "${5:-ES256}"

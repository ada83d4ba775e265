// SPDX-License-Identifier: Apache-2.0
// A camera's session key as c2pa.session-keys wants it (C2PA 2.4 live video), written without any code of ours
// in C: Node's crypto signs, cbor-x encodes.
import { generateKeyPairSync, sign } from 'node:crypto';
import { Encoder, Tag } from 'cbor-x';

const DAY = 86400; // seconds
const SIGN1 = 18; // the tag of a COSE_Sign1
const ES256 = -7;
// RFC 8949, section 4.2.1: shortest counts, and no tags but our own.
const encoder = new Encoder({
    useRecords: false, variableMapSize: true, useTag259ForMaps: false, tagUint8Array: false,
});

export const encode = value => new Uint8Array(encoder.encode(value)); // a copy: the encoder's buffer is used again

// ECDSA as r and s of fixed length, as COSE has it: RFC 9053, section 2.1.
export const signRaw = (key, digest, bytes) => new Uint8Array(sign(digest, bytes, { key, dsaEncoding: 'ieee-p1363' }));

// COSE_Sign1 with ES256 (RFC 9052, section 4.2); the payload is signed and left out. header: more pairs to protect.
export function makeCose(key, header, payload) {
    const protectedBytes = encode(new Map([[1, ES256], ...header]));
    const toSign = encode(['Signature1', protectedBytes, new Uint8Array(0), payload]);
    return new Tag([protectedBytes, new Map(), null, signRaw(key, 'sha256', toSign)], SIGN1);
}

// The message encoded in exactly that many bytes: zeros in its unprotected header.
export function encodePadded(cose, length) {
    for (let zeros = 0, more = -1; more !== 0; zeros += more) {
        cose.value[1].set('pad', new Uint8Array(zeros));
        more = length - encode(cose).length;
    }
    return encode(cose);
}

// The assertion as a value: integer keys in a Map, bytes as Uint8Array, tags as cbor-x has them. leaf: DER.
export function makeSessionKeys(leaf) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' });
    const bytes = text => new Uint8Array(Buffer.from(text, 'base64url'));
    const key = new Map([[1, 2], [2, bytes('aW50ZXJvcA')], [3, ES256], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]);
    const createdAt = new Tag(new Date().toISOString(), 0);
    const signerBinding = makeCose(privateKey, [], encode(leaf)); // C2PA 2.4, live video: over the certificate
    return { keys: [{ key, minSequenceNumber: 1, createdAt, validityPeriod: DAY, signerBinding }] };
}

// The same for a library that knows JSON only: keys are text, bytes are arrays of numbers, there are no tags.
export function asJson(value) {
    if (value instanceof Uint8Array) return Array.from(value);
    if (value instanceof Tag) return asJson(value.value);
    if (value instanceof Map) return asJson(Object.fromEntries(value));
    if (Array.isArray(value)) return value.map(asJson);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asJson(part)]));
}

export const ACTION = {
    action: 'c2pa.created',
    digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture',
};

// SPDX-License-Identifier: Apache-2.0
// @trustnxt/c2pa-ts: reads, and signs in shapes.
import { randomUUID } from 'node:crypto';
import { X509Certificate } from '@peculiar/x509';
import { BMFF } from '@trustnxt/c2pa-ts/asset';
import { CoseAlgorithmIdentifier, LocalSigner } from '@trustnxt/c2pa-ts/cose';
import { CBORBox, SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import {
    ActionAssertion, Assertion, BMFFHashAssertion, ClaimVersion, ManifestStore, ValidationResult,
} from '@trustnxt/c2pa-ts/manifest';
import { ACTION, encode, makeSessionKeys, signRaw } from './session-keys.mjs';

const SHA256 = 'SHA-256';
const CBOR_ASSERTION = new BMFFHashAssertion().uuid;

// It opens files of HEIF brands only, and reads all kinds of box. ftyp is in no hash.
export const opensAsIs = bytes => BMFF.canRead(bytes);
function open(bytes) {
    BMFF.canReadBrands.add('iso6');
    try {
        return new BMFF(bytes);
    } finally {
        BMFF.canReadBrands.delete('iso6');
    }
}

async function validate(bytes) {
    try {
        const asset = open(bytes);
        const store = ManifestStore.read(SuperBox.fromBuffer(asset.getManifestJUMBF()));
        return { result: await store.validate(asset), manifest: store.getActiveManifest() };
    } catch (error) {
        return { result: ValidationResult.fromError(error) };
    }
}

// It takes no anchors.
export async function read(bytes) {
    const { result, manifest } = await validate(bytes);
    const codes = good => result.statusEntries.filter(entry => entry.success === good).map(entry => entry.code);
    return {
        valid: result.isValid,
        trusted: null,
        success: codes(true),
        informational: [],
        failure: codes(false),
        label: manifest?.label ?? null,
        assertions: manifest?.assertions?.assertions.map(assertion => assertion.fullLabel) ?? [],
    };
}

// Any assertion, from a value for the library's own encoder or from bytes that stand as they are.
class RawAssertion extends Assertion {
    constructor(label, { value, bytes }) {
        super();
        Object.assign(this, { label, value, bytes, uuid: CBOR_ASSERTION });
    }

    readContentFromJUMBF() {}

    generateJUMBFBoxForContent() {
        const box = new CBORBox();
        box.content = this.value;
        box.rawContent = this.bytes;
        return box;
    }
}

function addSessionKeys(manifest, leaf, shape) {
    const value = makeSessionKeys(leaf);
    const content = shape === 'library-encoder' ? { value } : { bytes: encode(value) };
    const assertion = new RawAssertion('c2pa.session-keys', content);
    if (shape === 'gathered-keys') {
        manifest.assertions.assertions.push(assertion);
        manifest.claim.gatheredAssertions.push(manifest.createAssertionReference(assertion));
    } else {
        manifest.addAssertion(assertion);
    }
}

// The library's own signer, unless that is what spoils the file: it writes ECDSA signatures as DER, which is not COSE
// (RFC 9053, section 2.1). Its Signer interface leaves the choice to whoever implements it.
function makeSigner({ key, keyPem, chain, algorithm, shape }) {
    const [leaf, ...rest] = chain.map(der => new X509Certificate(der));
    const name = algorithm === 'EdDSA' ? 'Ed25519' : algorithm;
    const signer = new LocalSigner(key, CoseAlgorithmIdentifier[name], leaf, rest);
    const digest = { ES256: 'sha256', ES384: 'sha384' }[algorithm];
    if (digest && shape !== 'local-signer') signer.sign = async bytes => signRaw(keyPem, digest, bytes);
    return signer;
}

export async function sign(job) {
    const { bytes, chain, shape } = job;
    const signer = makeSigner(job);
    const asset = open(bytes);
    const store = new ManifestStore();
    const manifest = store.createManifest({
        claimVersion: shape === 'claim-v1' ? ClaimVersion.V1 : ClaimVersion.V2,
        assetFormat: 'video/mp4',
        instanceID: `xmp:iid:${randomUUID()}`,
        defaultHashAlgorithm: SHA256,
        signer,
    });
    const binding = shape === 'hash-v2' ? BMFFHashAssertion.createV2('jumbf manifest', SHA256)
        : BMFFHashAssertion.createV3('jumbf manifest', SHA256);
    const actions = new ActionAssertion();
    actions.actions.push(ACTION);
    manifest.addAssertion(binding);
    manifest.addAssertion(actions);
    if (shape !== 'no-session-keys') addSessionKeys(manifest, chain[0], shape);
    await asset.ensureManifestSpace(store.measureSize());
    await binding.updateWithAsset(asset);
    await manifest.sign(signer);
    await asset.writeManifestJUMBF(store.getBytes());
    return asset.getDataRange();
}

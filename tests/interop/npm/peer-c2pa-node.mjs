// SPDX-License-Identifier: Apache-2.0
// @contentauth/c2pa-node: c2pa-rs as a native module, which the package holds for Linux on x86-64 only.
import { Builder, LocalSigner, Reader } from '@contentauth/c2pa-node';
import { builderSettings, definition, readerSettings, report, sessionKeys } from './peer-c2pa-rs.mjs';

const asset = bytes => ({ buffer: Buffer.from(bytes), mimeType: 'video/mp4' });

export async function read(bytes, anchors) {
    const reader = await Reader.fromAsset(asset(bytes), readerSettings(anchors));
    return report(reader.json());
}

export async function sign({ bytes, keyPem, chainPem, chain, algorithm, shape }) {
    const builder = Builder.withJson(definition, builderSettings(shape));
    builder.addAssertion('c2pa.session-keys', sessionKeys(chain[0], shape), 'Cbor');
    const kind = algorithm === 'EdDSA' ? 'ed25519' : algorithm.toLowerCase();
    const output = { buffer: null };
    builder.sign(LocalSigner.newSigner(Buffer.from(chainPem), Buffer.from(keyPem), kind), asset(bytes), output);
    return output.buffer;
}

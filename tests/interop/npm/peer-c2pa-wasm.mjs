// SPDX-License-Identifier: Apache-2.0
// @contentauth/c2pa-wasm: c2pa-rs compiled for browsers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import init, { WasmBuilder, WasmReader } from '@contentauth/c2pa-wasm';
import { builderSettings, definition, readerSettings, report, sessionKeys } from './peer-c2pa-rs.mjs';
import { encodePadded, makeCose } from './session-keys.mjs';

const code = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
await init({ module_or_path: readFileSync(code) });

// Node has no Blob that can be read at once; the package expects a browser's worker.
class HeldBlob extends Blob {
    constructor(parts, options) {
        super(parts, options);
        this.held = Buffer.concat(parts);
    }

    slice(...range) {
        return new HeldBlob([this.held.subarray(...range)]);
    }
}

globalThis.FileReaderSync = class {
    readAsArrayBuffer(blob) {
        return new Uint8Array(blob.held).buffer;
    }
};

export async function read(bytes, anchors) {
    const reader = await WasmReader.fromBytes('video/mp4', bytes, JSON.stringify(readerSettings(anchors)));
    return report(JSON.parse(reader.json()));
}

const RESERVED = 4096; // bytes for the claim signature

// The package takes the whole COSE message from its caller: x5chain is header 33 (RFC 9360).
export async function sign({ bytes, keyPem, chain, shape }) {
    const builder = WasmBuilder.fromJson(JSON.stringify(definition), JSON.stringify(builderSettings(shape)));
    builder.addAssertion('c2pa.session-keys', sessionKeys(chain[0], shape));
    const makeSignature = async claim => encodePadded(makeCose(keyPem, [[33, chain]], claim), RESERVED);
    const signer = { alg: 'es256', reserveSize: RESERVED, sign: makeSignature };
    return builder.sign(signer, [], 'video/mp4', new HeldBlob([bytes]));
}

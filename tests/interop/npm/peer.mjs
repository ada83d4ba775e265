// SPDX-License-Identifier: Apache-2.0
// node peer.mjs LIBRARY: an array of jobs on standard input, an array of answers on standard output.
//   {do: "read", file, anchors}                             anchors: PEM file or null
//   {do: "sign", file, output, key, chain, algorithm, shape} file: an init segment without a manifest
// An answer with "error" is what the library threw.
import { createPrivateKey, webcrypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

globalThis.crypto ??= webcrypto; // Node 18 has it behind a flag

const peer = await import(`./peer-${process.argv[2]}.mjs`);
const text = file => readFileSync(file, 'utf8');
const certificates = pem => [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)]
    .map(([, body]) => new Uint8Array(Buffer.from(body, 'base64')));

async function perform(job) {
    const bytes = new Uint8Array(readFileSync(job.file));
    if (job.do === 'read') {
        const said = await peer.read(bytes, job.anchors && text(job.anchors));
        return { opensAsIs: peer.opensAsIs?.(bytes) ?? true, ...said };
    }
    const key = new Uint8Array(createPrivateKey(text(job.key)).export({ type: 'pkcs8', format: 'der' }));
    const signed = await peer.sign({ ...job, bytes, key, keyPem: text(job.key), chainPem: text(job.chain),
                                     chain: certificates(text(job.chain)) });
    writeFileSync(job.output, signed);
    return {};
}

const answers = [];
for (const job of JSON.parse(readFileSync(0, 'utf8')))
    answers.push(await perform(job).catch(error => ({ error: String(error?.message ?? error) })));
process.stdout.write(JSON.stringify(answers) + '\n');

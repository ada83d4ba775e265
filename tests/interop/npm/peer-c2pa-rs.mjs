// SPDX-License-Identifier: Apache-2.0
// What the two packages around c2pa-rs share: settings, the manifest's definition, what a reader's report says.
import { ACTION, asJson, makeSessionKeys } from './session-keys.mjs';

const OFFLINE = { ocsp_fetch: false, remote_manifest_fetch: false, verify_after_sign: false };
const CREATED = ['c2pa.actions', 'c2pa.actions.v2', 'c2pa.hash.bmff.v3', 'c2pa.session-keys'];

export const readerSettings = anchors => ({
    verify: { verify_trust: true, ...OFFLINE },
    ...anchors && { trust: { trust_anchors: anchors } },
});

// default-lists: all but the hard binding goes where the library puts it by itself.
export const builderSettings = shape => ({
    verify: OFFLINE,
    builder: { thumbnail: { enabled: false }, ...shape !== 'default-lists' && { created_assertion_labels: CREATED } },
});

export const definition = {
    claim_generator_info: [{ name: 'interop', version: '1' }],
    format: 'video/mp4',
    assertions: [{ label: 'c2pa.actions.v2', data: { actions: [ACTION] } }],
};

// Assertions pass through JSON in both: the nearest that can be said of a session key. With cbor-value the real one is
// offered.
export function sessionKeys(leaf, shape) {
    const value = makeSessionKeys(leaf);
    return shape === 'cbor-value' ? value : asJson(value);
}

export function report(store) {
    const { success, informational, failure } = store.validation_results.activeManifest;
    const codes = entries => entries.map(entry => entry.code);
    const active = store.manifests[store.active_manifest];
    return {
        valid: store.validation_state !== 'Invalid',
        trusted: store.validation_state === 'Trusted',
        success: codes(success),
        informational: codes(informational),
        failure: codes(failure),
        label: store.active_manifest,
        assertions: active.assertions.map(assertion => assertion.label),
    };
}

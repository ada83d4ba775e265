/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/hub-half.h"

#include "tests/rig/rig-cose.h"
#include "tests/rig/rig-request.h"
#include "tests/rig/rig-scan.h"

#include <string.h>

#define TOKEN_LEN 43 /* characters of base64url for 32 bytes */

HubHalf *
hub_half_new(GBytes *secret)
{
    HubHalf *self = g_new0(HubHalf, 1);
    RigCertSpec spec;
    uint8_t pin[RIG_PIN_LEN];

    self->ca_key = rig_key_new(RIG_KEY_P256);
    spec = rig_cert_spec_root(NULL, self->ca_key);
    spec.name = "Ownview home";
    self->root = rig_cert_make(&spec);
    rig_cert_get_pin(self->root, pin);
    self->home = g_bytes_new(pin, sizeof pin);
    self->mac_key = rig_message_derive_key(secret, "ownview-link-1");
    return self;
}

void
hub_half_free(HubHalf *self)
{
    if (self == NULL)
        return;
    rig_key_unref(self->ca_key);
    g_bytes_unref(self->root);
    g_bytes_unref(self->home);
    g_bytes_unref(self->mac_key);
    g_clear_pointer(&self->nonce, g_bytes_unref);
    rig_key_unref(self->camera);
    g_free(self->token);
    g_free(self);
}

RigMap *
hub_half_request_map(HubHalf *self, const char *type)
{
    RigMap *map = rig_map_new();

    g_clear_pointer(&self->nonce, g_bytes_unref);
    self->nonce = rig_message_random(RIG_LINKING_NONCE_LEN);
    rig_map_put(map, "home", rig_item_bytes_of(self->home));
    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "nonce", rig_item_bytes_of(self->nonce));
    return map;
}

GBytes *
hub_half_request(HubHalf *self)
{
    g_autoptr(RigMap) map = hub_half_request_map(self, "ownview-link-1/request");

    return rig_message_seal(rig_map_item(map), self->mac_key);
}

GBytes *
hub_half_rotate(HubHalf *self)
{
    g_autoptr(RigMap) map = hub_half_request_map(self, "ownview-link-1/rotate");

    return rig_map_item(map);
}

GBytes *
hub_half_issue(HubHalf *self, RigKey *key)
{
    RigCertSpec spec = rig_cert_spec_leaf("maker", key, self->root, self->ca_key);

    spec.name = "camera";
    spec.serial = "SN-1";
    return rig_cert_make(&spec);
}

GBytes *
hub_half_chain_map(HubHalf *self, const char *type, GBytes *leaf, GBytes *root)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "chain",
                rig_item_array(rig_item_bytes_of(leaf), rig_item_bytes_of(root), NULL));
    rig_map_put(map, "nonce", rig_item_bytes_of(self->nonce));
    return rig_map_item(map);
}

GBytes *
hub_half_certificate(HubHalf *self)
{
    g_autoptr(GBytes) leaf = hub_half_issue(self, self->camera);

    return rig_message_seal(
        hub_half_chain_map(self, "ownview-link-1/certificate", leaf, self->root), self->mac_key);
}

GBytes *
hub_half_rotation_certificate(HubHalf *self)
{
    g_autoptr(GBytes) leaf = hub_half_issue(self, self->camera);

    return hub_half_chain_map(self, "ownview-link-1/rotation-certificate", leaf, self->root);
}

GBytes *
hub_half_release(HubHalf *self)
{
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GBytes) payload = NULL;
    g_autoptr(RigCose) cose = NULL;
    uint8_t pin[RIG_PIN_LEN];

    rig_key_get_pin(self->camera, pin);
    rig_map_put(map, "key", rig_item_bytes(pin, sizeof pin));
    rig_map_put(map, "type", rig_item_text("ownview-link-1/release"));
    payload = rig_map_item(map);
    cose = rig_cose_new(self->ca_key, payload);
    return rig_cose_sign(cose);
}

/* @proof is @signer's, over what was asked and @request. */
static void
check_proof(HubHalf *self,
            const char *context,
            GBytes *proof,
            GBytes *request,
            const RigKey *signer)
{
    RigScan scan = rig_scan_start(proof);
    g_autoptr(GBytes) protected_bytes = NULL;
    g_autoptr(GBytes) signature = NULL;
    g_autoptr(GBytes) proven = rig_message_proven(context, self->nonce, self->home, request);
    g_autoptr(GBytes) to_verify = NULL;

    rig_scan_head(&scan, RIG_CBOR_TAG, RIG_COSE_SIGN1);
    rig_scan_head(&scan, RIG_CBOR_ARRAY, 4);
    protected_bytes = rig_scan_bytes(&scan, 3, 4);
    rig_scan_head(&scan, RIG_CBOR_MAP, 0);
    rig_scan_head(&scan, RIG_CBOR_SIMPLE, 22); /* nil */
    signature = rig_scan_bytes(&scan, 64, 96);
    g_assert_true(rig_scan_is_done(&scan));
    to_verify = rig_item_array(rig_item_text("Signature1"), rig_item_bytes_of(protected_bytes),
                               rig_item_bytes(NULL, 0), rig_item_bytes_of(proven), NULL);
    g_assert_true(rig_key_verify(signer, to_verify, signature));
}

/* What follows the chain in both answers; a rotation's says who signed. */
static void
read_rest(HubHalf *self, RigScan *scan, const char *context, const RigKey *signer, bool named)
{
    g_autoptr(GBytes) known = rig_key_get_spki(signer);
    g_autoptr(GBytes) given = NULL;
    g_autoptr(GBytes) nonce = NULL;
    g_autoptr(GBytes) proof = NULL;
    g_autoptr(GBytes) request = NULL;

    rig_scan_text(scan, "nonce");
    nonce = rig_scan_bytes(scan, 32, 32);
    rig_scan_text(scan, "proof");
    proof = rig_scan_bytes(scan, 1, 256);
    if (named) {
        rig_scan_text(scan, "signer");
        given = rig_scan_bytes(scan, 1, 256);
        g_assert_true(given != NULL && g_bytes_equal(given, known));
    }
    rig_scan_text(scan, "request");
    request = rig_scan_bytes(scan, 1, 1024);
    g_assert_true(rig_scan_is_done(scan));
    g_assert_true(g_bytes_equal(nonce, self->nonce));
    check_proof(self, context, proof, request, signer);
    rig_key_unref(self->camera);
    self->camera = rig_request_read(request);
    g_assert_nonnull(self->camera);
}

void
hub_half_read_proof(HubHalf *self, GBytes *body, const RigIdentity *device)
{
    g_autoptr(GBytes) map = rig_message_open(body, self->mac_key);
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) ca = NULL;
    RigScan scan;

    g_assert_nonnull(map);
    scan = rig_scan_start(map);
    rig_scan_head(&scan, RIG_CBOR_MAP, 5);
    rig_scan_text(&scan, "type");
    rig_scan_text(&scan, "ownview-link-1/proof");
    rig_scan_text(&scan, "chain");
    rig_scan_head(&scan, RIG_CBOR_ARRAY, 2);
    leaf = rig_scan_bytes(&scan, 1, 4096);
    ca = rig_scan_bytes(&scan, 1, 4096);
    read_rest(self, &scan, "ownview-link-1", device->key, false);
    g_assert_true(g_bytes_equal(leaf, device->leaf));
    g_assert_true(rig_cert_is_issued_by(leaf, ca));
}

void
hub_half_read_rotation(HubHalf *self, GBytes *body, const RigKey *signer)
{
    RigScan scan = rig_scan_start(body);

    rig_scan_head(&scan, RIG_CBOR_MAP, 5);
    rig_scan_text(&scan, "type");
    rig_scan_text(&scan, "ownview-link-1/rotation");
    read_rest(self, &scan, "ownview-rotate-1", signer, true);
}

void
hub_half_read_linked(HubHalf *self, GBytes *body)
{
    g_autoptr(GBytes) map = rig_message_open(body, self->mac_key);
    g_autoptr(GBytes) wanted = NULL;
    size_t len = 0;
    const char *data;

    g_assert_nonnull(map);
    data = g_bytes_get_data(map, &len);
    g_assert_cmpuint(len, >, TOKEN_LEN);
    g_free(self->token);
    self->token = g_strndup(data + len - TOKEN_LEN, TOKEN_LEN);
    g_assert_true(g_regex_match_simple("^[A-Za-z0-9_-]+$", self->token, 0, 0));
    wanted = rig_message_make_done("ownview-link-1/linked", self->nonce, self->token);
    g_assert_true(g_bytes_equal(map, wanted));
}

void
hub_half_read_rotated(HubHalf *self, GBytes *body)
{
    g_autoptr(GBytes) wanted = rig_message_make_done("ownview-link-1/rotated", self->nonce, NULL);

    g_assert_true(g_bytes_equal(body, wanted));
}

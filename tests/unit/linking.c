/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/linking.h"

#include "client/provenance/prov-chain.h"
#include "tests/rig/rig-openssl.h"
#include "tests/unit/camera-samples.h"
#include "tests/unit/world.h"

#include <gio/gio.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_REQ, X509_REQ_free)

GBytes *
linking_make_request(RigKey *key, RigKey *signer)
{
    g_autoptr(X509_REQ) request = X509_REQ_new();
    const EVP_MD *md = rig_key_get_alg(signer) == RIG_ALG_EDDSA   ? NULL
                       : rig_key_get_alg(signer) == RIG_ALG_ES384 ? EVP_sha384()
                                                                  : EVP_sha256();
    uint8_t *der = NULL;
    GBytes *bytes;
    int len;

    X509_REQ_set_version(request, X509_REQ_VERSION_1);
    X509_REQ_set_pubkey(request, rig_key_peek_pkey(key));
    if (X509_REQ_sign(request, rig_key_peek_pkey(signer), md) <= 0)
        g_error("OpenSSL does not sign a certificate request");
    len = i2d_X509_REQ(request, &der);
    bytes = g_bytes_new(der, len > 0 ? (gsize)len : 0);
    OPENSSL_free(der);
    return bytes;
}

static void
hmac(const uint8_t *key, size_t key_len, const void *data, size_t len, uint8_t *out)
{
    GHmac *state = g_hmac_new(G_CHECKSUM_SHA256, key, key_len);
    gsize out_len = LINKING_HASH_LEN;

    g_hmac_update(state, data, (gssize)len);
    g_hmac_get_digest(state, out, &out_len);
    g_hmac_unref(state);
}

GBytes *
linking_issue(CameraCa *ca, RigKey *key, const char *serial)
{
    g_autoptr(GBytes) request = linking_make_request(key, key);
    g_autoptr(GError) error = NULL;
    GBytes *leaf = camera_ca_issue(ca, request, serial, "maker-a", &error);

    g_assert_no_error(error);
    return leaf;
}

ProvReason
linking_check_leaf(GBytes *leaf_der, GBytes *root, const char *serial, int64_t now_us)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(ProvCertificate) leaf =
        prov_certificate_new(crypto, prov_reader_from_bytes(leaf_der));
    g_autoptr(GPtrArray) anchors = g_ptr_array_new();
    const ProvClock now = { PROV_CLOCK_TRUSTED, now_us, 0 };
    ProvVerdict verdict = { 0 };
    ProvChainFacts facts;

    g_assert_nonnull(leaf);
    g_assert_true(prov_certificate_has_serial(leaf, serial));
    g_assert_cmpint(prov_certificate_is_demo(leaf), ==, OWNVIEW_DEMO);
    g_ptr_array_add(anchors, root);
    if (!prov_certificate_check_leaf(leaf, &verdict)
        || !prov_chain_check(crypto, leaf, NULL, anchors, NULL, &now, &verdict, &facts))
        return verdict.reason;
    return prov_certificate_check_time(leaf, true, &now, &verdict) ? PROV_REASON_NONE
                                                                   : verdict.reason;
}

GBytes *
linking_seal(const uint8_t secret[LINKING_SECRET_LEN], GBytes *map)
{
    static const uint8_t no_salt[LINKING_HASH_LEN] = { 0 };
    static const char info[] = "ownview-link-1\x01"; /* and the number of the block */
    uint8_t pseudo_random[LINKING_HASH_LEN];
    uint8_t key[LINKING_HASH_LEN];
    uint8_t mac[LINKING_HASH_LEN];
    GByteArray *out = g_byte_array_new();
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(map, &len);

    /* RFC 5869, sections 2.2 and 2.3 */
    hmac(no_salt, sizeof no_salt, secret, LINKING_SECRET_LEN, pseudo_random);
    hmac(pseudo_random, sizeof pseudo_random, info, strlen(info), key);
    hmac(key, sizeof key, data, len, mac);
    g_byte_array_append(out, data, (guint)len);
    g_byte_array_append(out, mac, sizeof mac);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
linking_make_proof(const LinkingProof *proof)
{
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(RigCose) cose = NULL;
    uint8_t request_sha256[LINKING_HASH_LEN];
    gsize len = sizeof request_sha256;

    g_checksum_update(sum, g_bytes_get_data(proof->request, NULL),
                      (gssize)g_bytes_get_size(proof->request));
    g_checksum_get_digest(sum, request_sha256, &len);
    g_byte_array_append(payload, (const uint8_t *)proof->label, (guint)strlen(proof->label));
    g_byte_array_append(payload, proof->nonce, LINKING_HASH_LEN);
    g_byte_array_append(payload, proof->home, LINKING_HASH_LEN);
    g_byte_array_append(payload, request_sha256, sizeof request_sha256);
    bytes = g_byte_array_free_to_bytes(g_steal_pointer(&payload));
    cose = rig_cose_new(proof->key, bytes);
    cose->detached = true;
    if (proof->edit != NULL)
        proof->edit(cose);
    return rig_cose_sign(cose);
}

RigMap *
linking_proof_map(const char *type,
                  GPtrArray *chain,
                  const uint8_t nonce[LINKING_HASH_LEN],
                  GBytes *proof,
                  GBytes *request)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    RigMap *map = rig_map_new();

    for (guint i = 0; i < chain->len; i++)
        g_ptr_array_add(items, rig_item_bytes_of(g_ptr_array_index(chain, i)));
    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "chain", rig_item_array_of(items));
    rig_map_put(map, "nonce", rig_item_bytes(nonce, LINKING_HASH_LEN));
    rig_map_put(map, "proof", rig_item_bytes_of(proof));
    rig_map_put(map, "request", rig_item_bytes_of(request));
    return map;
}

RigIdentity *
linking_make_identity(RigKey *key, GBytes *leaf, GBytes *root)
{
    RigIdentity *self = g_new0(RigIdentity, 1);

    g_atomic_ref_count_init(&self->ref);
    self->key = rig_key_ref(key);
    self->chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(self->chain, g_bytes_ref(leaf));
    self->leaf = g_bytes_ref(leaf);
    self->issuer = g_bytes_ref(root);
    self->anchor = g_bytes_ref(root);
    return self;
}

GBytes *
linking_make_leaf(RigMaker *maker, RigKey *key, const char *serial)
{
    const RigCertSpec spec = rig_maker_leaf_spec(maker, "camera", serial, key);

    return rig_cert_make(&spec);
}

void
linking_set_chain(Linking *self, GBytes *leaf, GBytes *ca)
{
    g_ptr_array_set_size(self->chain, 0);
    g_ptr_array_add(self->chain, leaf);
    if (ca != NULL)
        g_ptr_array_add(self->chain, g_bytes_ref(ca));
}

void
linking_set_request(Linking *self, RigKey *key, RigKey *signer)
{
    g_clear_pointer(&self->request, g_bytes_unref);
    self->request = linking_make_request(key, signer);
}

/* The request's bytes are the protocol's: the keys in order, and where the nonce stands. */
void
linking_begin(Linking *self)
{
    static const char head[] = "\xa3\x64home\x58\x20";
    static const char middle[] = "\x64type\x76ownview-link-1/request\x65nonce\x58\x20";
    const size_t home_at = strlen(head);
    const size_t middle_at = home_at + LINKING_HASH_LEN;
    const size_t nonce_at = middle_at + strlen(middle);
    g_autoptr(GError) error = NULL;
    const uint8_t *body;
    size_t len = 0;

    g_clear_pointer(&self->link, camera_link_free);
    g_clear_pointer(&self->asked, g_bytes_unref);
    self->link = camera_link_new(self->code, self->home, &error);
    g_assert_no_error(error);
    self->asked = camera_link_make_request(self->link);
    body = g_bytes_get_data(self->asked, &len);
    g_assert_cmpuint(len, ==, nonce_at + LINKING_HASH_LEN + LINKING_HASH_LEN);
    g_assert_cmpmem(body, home_at, head, strlen(head));
    g_assert_cmpmem(body + home_at, LINKING_HASH_LEN, self->home, sizeof self->home);
    g_assert_cmpmem(body + middle_at, strlen(middle), middle, strlen(middle));
    memcpy(self->nonce, body + nonce_at, sizeof self->nonce);
    memcpy(self->proved_nonce, self->nonce, sizeof self->nonce);
}

void
linking_set_up(Linking *self, G_GNUC_UNUSED gconstpointer data)
{
    CameraRecord *nursery = camera_sample_record(LINKING_OLD_LINK, "Nursery");

    self->maker = rig_maker_new("maker-a", RIG_MAKER_PRODUCTION);
    self->other_maker = rig_maker_new("maker-b", RIG_MAKER_PRODUCTION);
    self->demo_maker = rig_maker_new("maker-d", 0);
    self->device = rig_key_new(RIG_KEY_P256);
    self->nursery_device = rig_key_new(RIG_KEY_P256);
    self->nursery_pin = rig_key_new(RIG_KEY_P256);
    self->key = rig_key_new(RIG_KEY_P256);

    for (guint i = 0; i < sizeof self->secret; i++)
        self->secret[i] = (uint8_t)(0xa0 + i);
    memset(self->home, 0x77, sizeof self->home);
    self->code = g_new0(CameraCode, 1);
    self->code->serial = g_strdup(LINKING_SERIAL);
    self->code->spki = rig_key_get_spki(self->device);
    rig_key_get_pin(self->device, self->code->device);
    self->code->secret = g_bytes_new(self->secret, sizeof self->secret);
    self->code->address = g_strdup("https://camera.local/");

    self->makers = g_ptr_array_new_with_free_func((GDestroyNotify)camera_link_maker_free);
    for (guint i = 0; i < 2; i++) {
        RigMaker *maker = i == 0 ? self->demo_maker : self->maker;
        g_autoptr(GPtrArray) anchors =
            g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

        g_ptr_array_add(anchors, g_bytes_ref(maker->root));
        g_ptr_array_add(self->makers, camera_link_maker_new(maker->name, anchors));
    }
    self->records = g_ptr_array_new_with_free_func((GDestroyNotify)camera_record_free);
    rig_key_get_pin(self->nursery_pin, nursery->pin);
    rig_key_get_pin(self->nursery_device, nursery->device);
    g_ptr_array_add(self->records, nursery);
    self->trust = (CameraLinkTrust){ .makers = self->makers,
                                     .records = self->records,
                                     .now = { PROV_CLOCK_TRUSTED, g_get_real_time(), 0 } };

    self->type = "ownview-link-1/proof";
    self->label = "ownview-link-1";
    memcpy(self->proved_home, self->home, sizeof self->home);
    self->prover = self->device;
    self->chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    linking_set_chain(self, linking_make_leaf(self->maker, self->device, LINKING_SERIAL),
                      self->maker->ca);
    linking_set_request(self, self->key, self->key);
    linking_begin(self);
}

void
linking_tear_down(Linking *self, G_GNUC_UNUSED gconstpointer data)
{
    camera_link_free(self->link);
    g_bytes_unref(self->asked);
    g_bytes_unref(self->request);
    g_clear_pointer(&self->proved_request, g_bytes_unref);
    g_ptr_array_unref(self->chain);
    g_ptr_array_unref(self->makers);
    g_ptr_array_unref(self->records);
    camera_code_free(self->code);
    rig_key_unref(self->device);
    rig_key_unref(self->nursery_device);
    rig_key_unref(self->nursery_pin);
    rig_key_unref(self->key);
    rig_maker_unref(self->maker);
    rig_maker_unref(self->other_maker);
    rig_maker_unref(self->demo_maker);
}

/* The map of the answer, without its MAC. */
static GBytes *
answer_map(const Linking *self)
{
    const LinkingProof proof = {
        .label = self->label,
        .key = self->prover,
        .nonce = self->proved_nonce,
        .home = self->proved_home,
        .request = self->proved_request != NULL ? self->proved_request : self->request,
        .edit = self->edit_cose,
    };
    g_autoptr(GBytes) cose = linking_make_proof(&proof);
    g_autoptr(RigMap) map =
        linking_proof_map(self->type, self->chain, self->nonce, cose, self->request);

    if (self->edit_map != NULL)
        self->edit_map(map);
    return rig_map_item(map);
}

GBytes *
linking_answer(const Linking *self)
{
    g_autoptr(GBytes) map = answer_map(self);
    g_autoptr(GBytes) sealed = linking_seal(self->secret, map);
    g_autoptr(GByteArray) body = NULL;

    if (self->edit_body == NULL)
        return g_steal_pointer(&sealed);
    body = world_copy(sealed);
    self->edit_body(body);
    return g_byte_array_free_to_bytes(g_steal_pointer(&body));
}

CameraLinkProblem
linking_read(Linking *self,
             GBytes *body,
             CameraLinkPeer **peer,
             const CameraRecord **other,
             char **say)
{
    CameraLinkProblem problem = CAMERA_LINK_PROBLEM_INTERNAL;
    g_autoptr(GError) error = NULL;

    *other = NULL;
    if (camera_link_read_proof(self->link, body, &self->trust, peer, &problem, other, &error)) {
        g_assert_no_error(error);
        g_assert_nonnull(*peer);
        return CAMERA_LINK_PROBLEM_NONE;
    }
    g_assert_null(*peer);
    g_assert_cmpint(problem, !=, CAMERA_LINK_PROBLEM_NONE);
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_true(g_str_has_suffix(error->message, "."));
    *say = g_strdup(error->message);
    return problem;
}

CameraRecord *
linking_nursery(const Linking *self)
{
    return g_ptr_array_index(self->records, 0);
}

/* No credential comes of a linking whose proof did not hold, whatever is said afterwards. */
static void
assert_over(Linking *self)
{
    g_autoptr(CameraLinkPeer) peer = NULL;
    g_autoptr(GBytes) certificate = NULL;
    g_autoptr(GBytes) good = NULL;
    g_autofree char *say = NULL;
    const CameraRecord *other;

    certificate = camera_link_make_certificate(self->link, self->maker->ca, self->maker->root);
    g_assert_null(certificate);
    good = linking_answer(self);
    g_assert_cmpint(linking_read(self, good, &peer, &other, &say), ==,
                    CAMERA_LINK_PROBLEM_INTERNAL);
}

static void
assert_peer(const Linking *self, const CameraLinkPeer *peer)
{
    g_autoptr(GBytes) issuer = g_bytes_ref(g_ptr_array_index(self->chain, self->chain->len - 1));
    uint8_t pin[RIG_PIN_LEN];

    g_assert_cmpmem(peer->device, CAMERA_KEY_LEN, self->code->device, CAMERA_KEY_LEN);
    g_assert_cmpstr(peer->serial, ==, LINKING_SERIAL);
    g_assert_cmpint(peer->domain, ==, OWNVIEW_DEMO ? CAMERA_DOMAIN_DEMO : CAMERA_DOMAIN_PRODUCTION);
    g_assert_true(g_bytes_equal(peer->request, self->request));
    g_assert_null(camera_link_find_key(self->records, peer->key));
    if (self->chain->len == 2) {
        rig_cert_get_pin(issuer, pin);
        g_assert_cmpmem(peer->issuer, CAMERA_KEY_LEN, pin, sizeof pin);
    }
}

void
linking_assert_answer(Linking *self, CameraLinkProblem problem, const char *word)
{
    g_autoptr(CameraLinkPeer) peer = NULL;
    g_autoptr(GBytes) body = linking_answer(self);
    g_autofree char *say = NULL;
    const CameraRecord *other = NULL;

    g_assert_cmpint(linking_read(self, body, &peer, &other, &say), ==, problem);
    g_assert_true((other == linking_nursery(self))
                  == (problem == CAMERA_LINK_PROBLEM_DUPLICATE_KEY));
    if (problem == CAMERA_LINK_PROBLEM_NONE) {
        assert_peer(self, peer);
        return;
    }
    if (strstr(say, word) == NULL)
        g_error("\"%s\" does not say \"%s\"", say, word);
    assert_over(self);
}

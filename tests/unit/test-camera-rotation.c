/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-rotation.h"

#include "tests/unit/camera-samples.h"
#include "tests/unit/linking.h"
#include "tests/unit/world.h"

#include <gio/gio.h>
#include <string.h>

#define LABEL         "ownview-rotate-1"
#define ROTATION_TYPE "ownview-link-1/rotation"

/* A linked camera that changes its key, and what it answers; a row changes that. */
typedef struct {
    RigKey *old; /* linked */
    RigKey *fresh;
    RigKey *other;
    uint8_t home[LINKING_HASH_LEN];
    GPtrArray *records; /* its own, and another camera's */
    CameraRotation *rotation;

    const char *type;
    uint8_t nonce[LINKING_HASH_LEN];
    uint8_t proved_nonce[LINKING_HASH_LEN];
    uint8_t proved_home[LINKING_HASH_LEN];
    const char *label;
    RigKey *prover; /* borrowed, as the next */
    RigKey *signer;
    GBytes *request;
    GBytes *proved_request; /* NULL: the request */
} Rotation;

static void
add_record(Rotation *self, const char *id, RigKey *pin)
{
    CameraRecord *record = camera_sample_record(id, "Room");

    rig_key_get_pin(pin, record->pin);
    g_ptr_array_add(self->records, record);
}

/* Asks; the answer is as it should be. */
static void
begin(Rotation *self)
{
    static const char head[] = "\xa3\x64home\x58\x20";
    static const char middle[] = "\x64type\x75ownview-link-1/rotate\x65nonce\x58\x20";
    const size_t middle_at = strlen(head) + LINKING_HASH_LEN;
    const size_t nonce_at = middle_at + strlen(middle);
    uint8_t pin[CAMERA_KEY_LEN];
    g_autoptr(GBytes) asked = NULL;
    g_autoptr(GError) error = NULL;
    const uint8_t *body;
    size_t len = 0;

    g_clear_pointer(&self->rotation, camera_rotation_free);
    rig_key_get_pin(self->old, pin);
    self->rotation = camera_rotation_new(pin, self->home, &error);
    g_assert_no_error(error);
    asked = camera_rotation_make_request(self->rotation);
    g_assert_null(camera_rotation_make_request(self->rotation));
    body = g_bytes_get_data(asked, &len);
    g_assert_cmpuint(len, ==, nonce_at + LINKING_HASH_LEN);
    g_assert_cmpmem(body, strlen(head), head, strlen(head));
    g_assert_cmpmem(body + strlen(head), LINKING_HASH_LEN, self->home, sizeof self->home);
    g_assert_cmpmem(body + middle_at, strlen(middle), middle, strlen(middle));
    memcpy(self->nonce, body + nonce_at, sizeof self->nonce);
    memcpy(self->proved_nonce, self->nonce, sizeof self->nonce);
}

static void
set_request(Rotation *self, RigKey *key, RigKey *signer)
{
    g_clear_pointer(&self->request, g_bytes_unref);
    self->request = linking_make_request(key, signer);
}

static void
rotation_set_up(Rotation *self, G_GNUC_UNUSED gconstpointer data)
{
    self->old = rig_key_new(RIG_KEY_P384);
    self->fresh = rig_key_new(RIG_KEY_P256);
    self->other = rig_key_new(RIG_KEY_P256);
    memset(self->home, 0x55, sizeof self->home);
    memcpy(self->proved_home, self->home, sizeof self->home);
    self->records = g_ptr_array_new_with_free_func((GDestroyNotify)camera_record_free);
    add_record(self, "00112233445566778899aabbccddeeff", self->old);
    add_record(self, "ffeeddccbbaa99887766554433221100", self->other);
    self->type = ROTATION_TYPE;
    self->label = LABEL;
    self->prover = self->old;
    self->signer = self->old;
    set_request(self, self->fresh, self->fresh);
    begin(self);
}

static void
rotation_tear_down(Rotation *self, G_GNUC_UNUSED gconstpointer data)
{
    camera_rotation_free(self->rotation);
    g_bytes_unref(self->request);
    g_clear_pointer(&self->proved_request, g_bytes_unref);
    g_ptr_array_unref(self->records);
    rig_key_unref(self->old);
    rig_key_unref(self->fresh);
    rig_key_unref(self->other);
}

static GBytes *
make_answer(const Rotation *self)
{
    const LinkingProof proof = {
        .label = self->label,
        .key = self->prover,
        .nonce = self->proved_nonce,
        .home = self->proved_home,
        .request = self->proved_request != NULL ? self->proved_request : self->request,
    };
    g_autoptr(GBytes) cose = linking_make_proof(&proof);
    g_autoptr(GBytes) signer = rig_key_get_spki(self->signer);
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "type", rig_item_text(self->type));
    rig_map_put(map, "nonce", rig_item_bytes(self->nonce, sizeof self->nonce));
    rig_map_put(map, "proof", rig_item_bytes_of(cose));
    rig_map_put(map, "signer", rig_item_bytes_of(signer));
    rig_map_put(map, "request", rig_item_bytes_of(self->request));
    return rig_map_item(map);
}

static void
as_it_should_be(G_GNUC_UNUSED Rotation *self)
{
}

/* PKI-19: the old key vouches for a new one, whatever its algorithm. */
static void
ed25519_key(Rotation *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_ED25519);

    set_request(self, key, key);
}

/* SUB-10: somebody with the token, and a key of his own. */
static void
another_signer(Rotation *self)
{
    self->prover = self->signer = self->other;
}

static void
another_prover(Rotation *self)
{
    self->prover = self->other;
}

static void
the_new_key_vouches_for_itself(Rotation *self)
{
    self->prover = self->signer = self->fresh;
}

static void
replayed_answer(Rotation *self)
{
    self->nonce[0] ^= 1;
    self->proved_nonce[0] ^= 1;
}

static void
replayed_proof(Rotation *self)
{
    self->proved_nonce[0] ^= 1;
}

static void
proof_for_another_home(Rotation *self)
{
    self->proved_home[0] ^= 1;
}

static void
proof_of_a_linking(Rotation *self)
{
    self->label = "ownview-link-1";
}

static void
swapped_request(Rotation *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);

    self->proved_request = linking_make_request(self->fresh, self->fresh);
    set_request(self, key, key);
}

static void
the_old_key_again(Rotation *self)
{
    set_request(self, self->old, self->old);
}

static void
the_key_of_another_link(Rotation *self)
{
    set_request(self, self->other, self->other);
}

static void
request_signed_by_another(Rotation *self)
{
    set_request(self, self->fresh, self->old);
}

static void
another_type(Rotation *self)
{
    self->type = "ownview-link-1/proof";
}

static const struct {
    const char *name;
    void (*spoil)(Rotation *self);
    const char *word; /* stands in the sentence; NULL: it holds */
} rows[] = {
    { "as-it-should-be", as_it_should_be, NULL },
    { "PKI-19-ed25519-key", ed25519_key, NULL },
    { "SUB-10-another-signer", another_signer, "Another key" },
    { "another-prover", another_prover, "not signed" },
    { "the-new-key-vouches-for-itself", the_new_key_vouches_for_itself, "Another key" },
    { "replayed-answer", replayed_answer, "another change" },
    { "replayed-proof", replayed_proof, "not signed" },
    { "proof-for-another-home", proof_for_another_home, "not signed" },
    { "proof-of-a-linking", proof_of_a_linking, "not signed" },
    { "swapped-request", swapped_request, "not signed" },
    { "the-old-key-again", the_old_key_again, "linked already" },
    { "the-key-of-another-link", the_key_of_another_link, "linked already" },
    { "request-signed-by-another", request_signed_by_another, "request" },
    { "another-type", another_type, "version of linking" },
};

static void
assert_refused(Rotation *self, GBytes *body, const char *word)
{
    g_autoptr(CameraRotationKey) key = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_false(camera_rotation_read_proof(self->rotation, body, self->records, &key, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_null(key);
    if (strstr(error->message, word) == NULL || !g_str_has_suffix(error->message, "."))
        g_error("\"%s\" does not say \"%s\"", error->message, word);
    g_assert_null(camera_rotation_make_certificate(self->rotation, body, body));
}

static void
test_row(Rotation *self, gconstpointer data)
{
    const guint row = GPOINTER_TO_UINT(data);
    g_autoptr(CameraRotationKey) key = NULL;
    g_autoptr(GBytes) body = NULL;
    g_autoptr(GError) error = NULL;

    rows[row].spoil(self);
    body = make_answer(self);
    if (rows[row].word != NULL) {
        assert_refused(self, body, rows[row].word);
        assert_refused(self, body, "nobody asked");
        return;
    }
    g_assert_true(camera_rotation_read_proof(self->rotation, body, self->records, &key, &error));
    g_assert_no_error(error);
    g_assert_true(g_bytes_equal(key->request, self->request));
    g_assert_null(camera_link_find_key(self->records, key->key));
}

static void
test_every_byte_of_the_answer(Rotation *self, G_GNUC_UNUSED gconstpointer data)
{
    size_t len = 1;

    for (size_t at = 0; at < len; at++) {
        g_autoptr(GBytes) body = NULL;
        g_autoptr(GBytes) changed = NULL;
        g_autoptr(GByteArray) copy = NULL;

        begin(self);
        body = make_answer(self);
        len = g_bytes_get_size(body);
        copy = world_copy(body);
        copy->data[at] ^= (uint8_t)(1 << at % 8);
        changed = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
        assert_refused(self, changed, ".");
    }
}

static GBytes *
make_rotated(const char *type, const uint8_t *nonce)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "type", rig_item_text(type));
    rig_map_put(map, "nonce", rig_item_bytes(nonce, LINKING_HASH_LEN));
    return rig_map_item(map);
}

static GBytes *
certify(Rotation *self)
{
    g_autoptr(CameraRotationKey) key = NULL;
    g_autoptr(GBytes) body = make_answer(self);
    g_autoptr(GBytes) leaf = g_bytes_new_static("leaf", 4);
    g_autoptr(GBytes) root = g_bytes_new_static("root", 4);

    g_assert_true(camera_rotation_read_proof(self->rotation, body, self->records, &key, NULL));
    return camera_rotation_make_certificate(self->rotation, leaf, root);
}

static void
test_the_end(Rotation *self, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *type;
        guint8 nonce_xor;
        bool holds;
    } ends[] = {
        { "ownview-link-1/rotated", 0, true },
        { "ownview-link-1/rotated", 1, false },
        { "ownview-link-1/linked", 0, false },
    };
    static const char certificate[] = "\xa3\x64type\x78\x23ownview-link-1/rotation-certificate"
                                      "\x65"
                                      "chain\x82\x44leaf\x44root\x65nonce\x58\x20";

    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autoptr(GBytes) sent = NULL;
        g_autoptr(GBytes) answer = NULL;
        g_autoptr(GBytes) good = NULL;

        begin(self);
        sent = certify(self);
        g_assert_cmpmem(g_bytes_get_data(sent, NULL), strlen(certificate), certificate,
                        strlen(certificate));
        g_assert_cmpuint(g_bytes_get_size(sent), ==, strlen(certificate) + LINKING_HASH_LEN);
        good = make_rotated("ownview-link-1/rotated", self->nonce);
        self->nonce[0] ^= ends[i].nonce_xor;
        answer = make_rotated(ends[i].type, self->nonce);
        g_assert_cmpint(camera_rotation_read_rotated(self->rotation, answer, NULL), ==,
                        ends[i].holds);
        g_assert_false(camera_rotation_read_rotated(self->rotation, good, NULL)); /* once */
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/camera-rotation/every-byte-of-the-answer", Rotation, NULL, rotation_set_up,
               test_every_byte_of_the_answer, rotation_tear_down);
    g_test_add("/camera-rotation/the-end", Rotation, NULL, rotation_set_up, test_the_end,
               rotation_tear_down);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/camera-rotation/", rows[i].name, NULL);

        g_test_add(path, Rotation, GUINT_TO_POINTER(i), rotation_set_up, test_row,
                   rotation_tear_down);
    }
    return g_test_run();
}

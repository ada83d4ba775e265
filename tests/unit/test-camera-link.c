/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/linking.h"
#include "tests/unit/world.h"

#include <string.h>

/* ---- what a camera may answer ---- */

static void
as_it_should_be(G_GNUC_UNUSED Linking *self)
{
}

static void
leaf_alone_under_an_anchor(Linking *self)
{
    RigCertSpec spec =
        rig_cert_spec_leaf("maker-a", self->device, self->maker->root, self->maker->root_key);

    spec.demo_oid = NULL;
    spec.serial = LINKING_SERIAL;
    linking_set_chain(self, rig_cert_make(&spec), NULL);
}

static void
p384_operational_key(Linking *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P384);

    linking_set_request(self, key, key);
}

static void
ed25519_operational_key(Linking *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_ED25519);

    linking_set_request(self, key, key);
}

static void
without_a_clock(Linking *self)
{
    self->trust.now = (ProvClock){ PROV_CLOCK_NONE, 0, 0 };
}

static void
linked_again_with_its_record(Linking *self)
{
    rig_key_get_pin(self->device, linking_nursery(self)->device);
    self->trust.again = LINKING_OLD_LINK;
}

static void
same_serial_of_another_maker(Linking *self)
{
    g_free(linking_nursery(self)->serial);
    linking_nursery(self)->serial = g_strdup(LINKING_SERIAL); /* its maker is test-maker */
}

/* ---- what none may: a neighbour, a former owner, something in between ---- */

static void
PKI_18_neighbour_without_the_secret(Linking *self)
{
    memset(self->secret, 0, sizeof self->secret); /* has all but S: K is printed beside it */
}

static void
PKI_18_camera_of_another_code(Linking *self)
{
    self->secret[15] ^= 1;
}

static void
replayed_answer(Linking *self)
{
    self->nonce[0] ^= 1;
    self->proved_nonce[0] ^= 1;
}

static void
PKI_18_replayed_proof(Linking *self)
{
    self->proved_nonce[31] ^= 1;
}

static void
proof_for_another_home(Linking *self)
{
    self->proved_home[0] ^= 1;
}

static void
proof_of_a_rotation(Linking *self)
{
    self->label = "ownview-rotate-1";
}

/* The holder of S has the camera prove itself, and puts in a key of his own. */
static void
PKI_18_swapped_request(Linking *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);

    self->proved_request = linking_make_request(self->key, self->key);
    linking_set_request(self, key, key);
}

static void
PKI_18_proof_by_another_device(Linking *self)
{
    self->prover = self->nursery_device;
}

static void
proof_by_the_new_key(Linking *self)
{
    self->prover = self->key;
}

static void
PKI_18_another_camera_of_the_maker(Linking *self)
{
    self->prover = self->nursery_device;
    linking_set_chain(self, linking_make_leaf(self->maker, self->nursery_device, LINKING_SERIAL),
                      self->maker->ca);
}

static void
another_serial(Linking *self)
{
    linking_set_chain(self, linking_make_leaf(self->maker, self->device, "A-0002"),
                      self->maker->ca);
}

static void
no_serial(Linking *self)
{
    linking_set_chain(self, linking_make_leaf(self->maker, self->device, NULL), self->maker->ca);
}

static void
PKI_01_unknown_maker(Linking *self)
{
    linking_set_chain(self, linking_make_leaf(self->other_maker, self->device, LINKING_SERIAL),
                      self->other_maker->ca);
}

/* PKI-14: another maker's CA writes a known maker's name. */
static void
PKI_14_unknown_maker_with_a_known_name(Linking *self)
{
    RigCertSpec spec =
        rig_maker_leaf_spec(self->other_maker, "camera", LINKING_SERIAL, self->device);

    spec.maker = "maker-a";
    linking_set_chain(self, rig_cert_make(&spec), self->other_maker->ca);
}

static void
leaf_under_another_ca(Linking *self)
{
    linking_set_chain(self, linking_make_leaf(self->other_maker, self->device, LINKING_SERIAL),
                      self->maker->ca);
}

static void
PKI_01_self_signed(Linking *self)
{
    RigCertSpec spec = rig_cert_spec_leaf("maker-a", self->device, NULL, NULL);

    spec.demo_oid = NULL;
    spec.serial = LINKING_SERIAL;
    linking_set_chain(self, rig_cert_make(&spec), NULL);
}

static void
root_in_the_chain(Linking *self)
{
    linking_set_chain(self, linking_make_leaf(self->maker, self->device, LINKING_SERIAL),
                      self->maker->root);
}

static void
PKI_15_three_certificates(Linking *self)
{
    g_ptr_array_add(self->chain, g_bytes_ref(self->maker->root));
}

static void
no_certificate(Linking *self)
{
    g_ptr_array_set_size(self->chain, 0);
}

static void
PKI_15_certificate_of_5_kib(Linking *self)
{
    g_autofree uint8_t *zeros = g_malloc0(5 * 1024);

    linking_set_chain(self, g_bytes_new(zeros, 5 * 1024), self->maker->ca);
}

static void
certificate_that_is_none(Linking *self)
{
    linking_set_chain(self, g_bytes_new_static("\x30\x00", 2), self->maker->ca);
}

static void
ca_that_is_none(Linking *self)
{
    g_autoptr(GBytes) none = g_bytes_new_static("\x30\x00", 2);

    linking_set_chain(self, linking_make_leaf(self->maker, self->device, LINKING_SERIAL), none);
}

static void
PKI_09_server_certificate(Linking *self)
{
    RigCertSpec spec = rig_maker_leaf_spec(self->maker, "camera", LINKING_SERIAL, self->device);

    spec.ext_key_usage = "serverAuth,1.3.6.1.4.1.62558.2.1";
    linking_set_chain(self, rig_cert_make(&spec), self->maker->ca);
}

static void
PKI_02_expired_certificate(Linking *self)
{
    RigCertSpec spec = rig_maker_leaf_spec(self->maker, "camera", LINKING_SERIAL, self->device);

    spec.not_before -= 10 * 86400;
    spec.not_after = spec.not_before + 86400;
    linking_set_chain(self, rig_cert_make(&spec), self->maker->ca);
}

static void
PKI_04_revoked_certificate(Linking *self)
{
    const int64_t now_s = self->trust.now.wall_us / G_USEC_PER_SEC;

    self->trust.crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(self->trust.crls,
                    rig_maker_make_crl(self->maker, g_ptr_array_index(self->chain, 0), now_s - 60));
    g_ptr_array_add(self->trust.crls, rig_maker_make_root_crl(self->maker, false, now_s - 60));
}

static void
PKI_16_demo_identity(Linking *self)
{
    linking_set_chain(self, linking_make_leaf(self->demo_maker, self->device, LINKING_SERIAL),
                      self->demo_maker->ca);
}

/* In a production build demo-identity comes before everything else about the certificate. */
static void
PKI_16_demo_identity_of_nobody(Linking *self)
{
    RigCertSpec spec = rig_cert_spec_leaf("maker-x", self->device, NULL, NULL);

    spec.serial = "other";
    spec.ext_key_usage = "serverAuth";
    linking_set_chain(self, rig_cert_make(&spec), NULL);
}

static void
request_for_the_device_key(Linking *self)
{
    linking_set_request(self, self->device, self->device);
}

static void
SUB_11_request_for_a_linked_pin(Linking *self)
{
    linking_set_request(self, self->nursery_pin, self->nursery_pin);
}

static void
SUB_11_request_for_a_linked_device_key(Linking *self)
{
    linking_set_request(self, self->nursery_device, self->nursery_device);
}

/* A camera that is linked again makes a new key: the old one was to die with the reset. */
static void
request_for_its_own_old_pin(Linking *self)
{
    linked_again_with_its_record(self);
    SUB_11_request_for_a_linked_pin(self);
}

static void
request_signed_by_another(Linking *self)
{
    linking_set_request(self, self->key, self->device);
}

static void
PKI_11_request_for_secp256k1(Linking *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_SECP256K1);

    linking_set_request(self, key, key);
}

static void
PKI_11_request_for_rsa(Linking *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_RSA);

    linking_set_request(self, key, key);
}

static void
PKI_11_request_for_explicit_parameters(Linking *self)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256_EXPLICIT);

    linking_set_request(self, key, key);
}

static void
request_with_a_byte_behind(Linking *self)
{
    g_autoptr(GByteArray) copy = world_copy(self->request);

    g_byte_array_append(copy, (const uint8_t *)"", 1);
    g_bytes_unref(self->request);
    self->request = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
}

static void
request_of_3_kib(Linking *self)
{
    g_autofree uint8_t *zeros = g_malloc0(3 * 1024);

    g_bytes_unref(self->request);
    self->request = g_bytes_new(zeros, 3 * 1024);
}

static void
SUB_11_key_linked_as_device(Linking *self)
{
    rig_key_get_pin(self->device, linking_nursery(self)->device);
}

static void
SUB_11_key_linked_as_maker_key(Linking *self)
{
    rig_key_get_pin(self->device, linking_nursery(self)->pin);
}

/* One key under two serials: the same clone, or a maker that never draws a new one. */
static void
SUB_11_key_linked_under_another_serial(Linking *self)
{
    SUB_11_key_linked_as_device(self);
    g_free(linking_nursery(self)->maker);
    linking_nursery(self)->maker = g_strdup("maker-a");
}

static void
SUB_11_serial_linked_with_another_key(Linking *self)
{
    same_serial_of_another_maker(self);
    g_free(linking_nursery(self)->maker);
    linking_nursery(self)->maker = g_strdup("maker-a");
}

static void
linked_again_in_place_of_another(Linking *self)
{
    SUB_11_key_linked_as_device(self);
    self->trust.again = "ffeeddccbbaa99887766554433221100";
}

static void
other_type(Linking *self)
{
    self->type = "ownview-link-2/proof";
}

static void
answer_is_a_request(Linking *self)
{
    self->type = "ownview-link-1/request";
}

static const struct {
    const char *name;
    void (*spoil)(Linking *self);
    CameraLinkProblem problem; /* NONE: it is linked */
    const char *word;          /* stands in the sentence */
} rows[] = {
#define OK(function)                                                                               \
    {                                                                                              \
        .name = #function, .spoil = function, .word = ""                                           \
    }
#define NO(function, why, words)                                                                   \
    {                                                                                              \
        .name = #function, .spoil = function, .word = words, .problem = CAMERA_LINK_PROBLEM_##why  \
    }
    OK(as_it_should_be),
    OK(leaf_alone_under_an_anchor),
    OK(p384_operational_key),
    OK(ed25519_operational_key),
    OK(without_a_clock),
    OK(linked_again_with_its_record),
    OK(same_serial_of_another_maker),

    NO(PKI_18_neighbour_without_the_secret, IMPOSTOR, "secret"),
    NO(PKI_18_camera_of_another_code, IMPOSTOR, "secret"),
    NO(replayed_answer, IMPOSTOR, "another linking"),
    NO(PKI_18_replayed_proof, IMPOSTOR, "did not prove"),
    NO(proof_for_another_home, IMPOSTOR, "did not prove"),
    NO(proof_of_a_rotation, IMPOSTOR, "did not prove"),
    NO(PKI_18_swapped_request, IMPOSTOR, "did not prove"),
    NO(PKI_18_proof_by_another_device, IMPOSTOR, "did not prove"),
    NO(proof_by_the_new_key, IMPOSTOR, "did not prove"),
    NO(PKI_18_another_camera_of_the_maker, IMPOSTOR, "Another camera"),
    NO(another_serial, IMPOSTOR, "serial"),
    NO(no_serial, IMPOSTOR, "serial"),
    NO(PKI_01_unknown_maker, UNTRUSTED, "no maker"),
    NO(PKI_14_unknown_maker_with_a_known_name, UNTRUSTED, "no maker"),
    NO(leaf_under_another_ca, UNTRUSTED, "trusted"),
    NO(PKI_01_self_signed, UNTRUSTED, "self-signed"),
    NO(root_in_the_chain, UNTRUSTED, "its own root"),
    NO(PKI_15_three_certificates, IMPOSTOR, "version of linking"),
    NO(no_certificate, IMPOSTOR, "version of linking"),
    NO(PKI_15_certificate_of_5_kib, IMPOSTOR, "version of linking"),
    NO(certificate_that_is_none, UNTRUSTED, "can't be read"),
    NO(ca_that_is_none, UNTRUSTED, "can't be read"),
    NO(PKI_09_server_certificate, UNTRUSTED, "serverAuth"),
    NO(PKI_02_expired_certificate, UNTRUSTED, "expired"),
    NO(PKI_04_revoked_certificate, UNTRUSTED, "revoked"),
#if OWNVIEW_DEMO
    OK(PKI_16_demo_identity),
    NO(PKI_16_demo_identity_of_nobody, UNTRUSTED, "trusted"),
#else
    NO(PKI_16_demo_identity, DEMO_IDENTITY, "demo"),
    NO(PKI_16_demo_identity_of_nobody, DEMO_IDENTITY, "demo"),
#endif
    NO(request_for_the_device_key, IMPOSTOR, "device key"),
    NO(SUB_11_request_for_a_linked_pin, DUPLICATE_KEY, "linked already"),
    NO(SUB_11_request_for_a_linked_device_key, DUPLICATE_KEY, "linked already"),
    NO(request_for_its_own_old_pin, DUPLICATE_KEY, "linked already"),
    NO(request_signed_by_another, IMPOSTOR, "request"),
    NO(PKI_11_request_for_secp256k1, IMPOSTOR, "request"),
    NO(PKI_11_request_for_rsa, IMPOSTOR, "request"),
    NO(PKI_11_request_for_explicit_parameters, IMPOSTOR, "request"),
    NO(request_with_a_byte_behind, IMPOSTOR, "request"),
    NO(request_of_3_kib, IMPOSTOR, "version of linking"),
    NO(SUB_11_key_linked_as_device, DUPLICATE_KEY, "linked already"),
    NO(SUB_11_key_linked_as_maker_key, DUPLICATE_KEY, "linked already"),
    NO(SUB_11_key_linked_under_another_serial, DUPLICATE_KEY, "linked already"),
    NO(SUB_11_serial_linked_with_another_key, DUPLICATE_KEY, "linked already"),
    NO(linked_again_in_place_of_another, DUPLICATE_KEY, "linked already"),
    NO(other_type, IMPOSTOR, "version of linking"),
    NO(answer_is_a_request, IMPOSTOR, "version of linking"),
};

static void
test_row(Linking *self, gconstpointer data)
{
    const guint row = GPOINTER_TO_UINT(data);

    rows[row].spoil(self);
    linking_assert_answer(self, rows[row].problem, rows[row].word);
    g_clear_pointer(&self->trust.crls, g_ptr_array_unref);
}

static void
test_the_maker_is_whose_anchor_it_is(Linking *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraLinkPeer) peer = NULL;
    g_autoptr(GBytes) body = linking_answer(self);
    g_autofree char *say = NULL;
    const CameraRecord *other;
    uint8_t pin[RIG_PIN_LEN];

    g_assert_cmpint(linking_read(self, body, &peer, &other, &say), ==, CAMERA_LINK_PROBLEM_NONE);
    g_assert_cmpstr(peer->maker, ==, "maker-a");
    g_assert_cmpint(peer->alg, ==, PROV_ALG_ES256);
    rig_key_get_pin(self->key, pin);
    g_assert_cmpmem(peer->key, CAMERA_KEY_LEN, pin, sizeof pin);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/camera-link/the-maker-is-whose-anchor-it-is", Linking, NULL, linking_set_up,
               test_the_maker_is_whose_anchor_it_is, linking_tear_down);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/camera-link/", rows[i].name, NULL);

        g_test_add(path, Linking, GUINT_TO_POINTER(i), linking_set_up, test_row, linking_tear_down);
    }
    return g_test_run();
}

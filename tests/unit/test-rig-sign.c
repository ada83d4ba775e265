/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-hash.h"
#include "tests/rig/rig-openssl.h"
#include "tests/rig/rig-sample.h"
#include "tests/rig/rig-session.h"

#include <string.h>

#define CREATED G_GINT64_CONSTANT(1795327200000000) /* 2026-11-22T06:00:00Z */
#define FRAMES  5
#define TICKS   18000 /* of one frame: a fifth of a second */
#define SCALE   90000

typedef struct {
    RigMaker *maker;
    RigIdentity *identity;
    GBytes *moov;
    RigGop *gop;
    GBytes *media;
} Fixture;

static void
set_up(Fixture *f, gconstpointer alg)
{
    g_autoptr(GBytes) avcc = rig_sample_avcc(64, 48);
    const RigTrack track = { .width = 64, .height = 48, .timescale = SCALE, .avcc = avcc };

    f->maker = rig_maker_new("test-maker", 0);
    f->identity =
        rig_identity_new_camera(f->maker, "front-door", "T-0001", (RigAlg)GPOINTER_TO_INT(alg));
    f->moov = rig_mp4_moov(&track);
    f->gop = rig_gop_new(64, 48, 0x2060a0, FRAMES, TICKS, 0);
    f->media = rig_mp4_segment(1, 0, f->gop->samples, f->gop->n_samples, 1);
}

static void
tear_down(Fixture *f, gconstpointer alg)
{
    rig_gop_free(f->gop);
    g_bytes_unref(f->media);
    g_bytes_unref(f->moov);
    rig_identity_unref(f->identity);
    rig_maker_unref(f->maker);
}

/* Reads one CBOR head at *pos; a reader of its own, so that writer and test do not share a mistake.
 */
static uint64_t
read_head(const uint8_t *data, size_t *pos, unsigned *major)
{
    const uint8_t first = data[(*pos)++];
    const unsigned info = first & 31;
    uint64_t value = info;

    *major = first >> 5;
    if (info >= 24) {
        value = 0;
        for (unsigned n = 1u << (info - 24); n > 0; n--)
            value = value << 8 | data[(*pos)++];
    }
    return value;
}

/* Tag 18, array of four; the parts borrowed from @data. @unprotected runs up to @payload_at. */
typedef struct {
    const uint8_t *protected_map, *payload, *signature;
    size_t protected_len, payload_len, signature_len;
    size_t unprotected_at, end;
} Message;

static void
read_message(const uint8_t *data, size_t unprotected_len, Message *m)
{
    size_t pos = 0;
    unsigned major;

    g_assert_cmpuint(read_head(data, &pos, &major), ==, 18);
    g_assert_cmpuint(major, ==, 6);
    g_assert_cmpuint(read_head(data, &pos, &major), ==, 4);
    g_assert_cmpuint(major, ==, 4);
    m->protected_len = read_head(data, &pos, &major);
    m->protected_map = data + pos;
    m->unprotected_at = pos + m->protected_len;
    pos = m->unprotected_at + unprotected_len;
    if (data[pos] == 0xf6) {
        m->payload = NULL;
        pos++;
    } else {
        m->payload_len = read_head(data, &pos, &major);
        g_assert_cmpuint(major, ==, 2);
        m->payload = data + pos;
        pos += m->payload_len;
    }
    m->signature_len = read_head(data, &pos, &major);
    m->signature = data + pos;
    m->end = pos + m->signature_len;
}

/* Puts the Sig_structure together by hand and asks OpenSSL. */
static bool
signature_holds(RigKey *key, const Message *m, const uint8_t *payload, size_t payload_len)
{
    g_autoptr(GByteArray) s = g_byte_array_new();
    g_autoptr(GBytes) message = NULL;
    g_autoptr(GBytes) signature = g_bytes_new(m->signature, m->signature_len);
    const uint8_t lengths[2][5] = {
        { 0x5a, (uint8_t)(m->protected_len >> 24), (uint8_t)(m->protected_len >> 16),
          (uint8_t)(m->protected_len >> 8), (uint8_t)m->protected_len },
        { 0x5a, (uint8_t)(payload_len >> 24), (uint8_t)(payload_len >> 16),
          (uint8_t)(payload_len >> 8), (uint8_t)payload_len }
    };
    const size_t lens[2] = { m->protected_len, payload_len };
    const uint8_t *parts[2] = { m->protected_map, payload };

    rig_put_data(s, "\x84\x6aSignature1", 12);
    for (guint i = 0; i < 2; i++) {
        if (lens[i] < 24) {
            rig_put_u8(s, (uint8_t)(0x40 | lens[i]));
        } else if (lens[i] < 256) {
            rig_put_u8(s, 0x58);
            rig_put_u8(s, (uint8_t)lens[i]);
        } else if (lens[i] < 65536) {
            rig_put_u8(s, 0x59);
            rig_put_u16(s, (uint16_t)lens[i]);
        } else {
            rig_put_data(s, lengths[i], 5);
        }
        rig_put_data(s, parts[i], lens[i]);
        if (i == 0)
            rig_put_u8(s, 0x40);
    }
    message = g_bytes_new(s->data, s->len);
    return rig_key_verify(key, message, signature);
}

static const uint8_t *
find_text(const uint8_t *data, size_t len, const char *text)
{
    return memmem(data, len, text, strlen(text));
}

/* u64 offset, then the box: over the boxes whose type is not @skip. */
static void
hash_by_hand(const uint8_t *data, size_t len, const char *skip, uint8_t out[32])
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize n = 32;
    size_t pos = 0;

    while (pos < len) {
        const size_t size = (size_t)data[pos] << 24 | (size_t)data[pos + 1] << 16
                            | (size_t)data[pos + 2] << 8 | data[pos + 3];
        uint8_t offset[8] = { 0 };

        g_assert_cmpuint(size, >=, 8);
        for (guint i = 0; i < 4; i++)
            offset[4 + i] = (uint8_t)(pos >> 8 * (3 - i));
        if (strstr(skip, (const char[]){ (char)data[pos + 4], (char)data[pos + 5],
                                         (char)data[pos + 6], (char)data[pos + 7], '\0' })
            == NULL) {
            g_checksum_update(sum, offset, sizeof offset);
            g_checksum_update(sum, data + pos, (gssize)size);
        }
        pos += size;
    }
    g_assert_cmpuint(pos, ==, len);
    g_checksum_get_digest(sum, out, &n);
}

static char *
box_order(GBytes *file)
{
    g_autoptr(GString) order = g_string_new(NULL);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    size_t pos = 0;
    RigBox box;

    while (rig_box_next(data, len, &pos, &box))
        g_string_append_printf(order, "%s ", box.type);
    g_assert_cmpuint(pos, ==, len);
    return g_string_free(g_steal_pointer(&order), FALSE);
}

static void
test_init_has_the_profile_s_shape(Fixture *f, gconstpointer alg)
{
    static const uint8_t head[37] = { 'u',  'u',  'i',  'd',  0xd8, 0xfe, 0xc3, 0xd6, 0x1b,
                                      0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e,
                                      0xc4, 0x81, 0,    0,    0,    0,    'm',  'a',  'n',
                                      'i',  'f',  'e',  's',  't',  0 };
    g_autoptr(RigSession) session = rig_session_new(f->identity, f->moov, CREATED, NULL);
    g_autofree char *order = box_order(session->init);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(session->init, &len);
    const uint8_t *at;
    uint8_t hash[32];
    RigBox uuid;

    g_assert_cmpstr(order, ==, "ftyp uuid moov ");
    g_assert_true(rig_box_find(data, len, "uuid", &uuid));
    g_assert_cmpmem(data + uuid.offset + 4, sizeof head, head, sizeof head);
    g_assert_cmpmem(data + uuid.offset + 49, 4, "jumb", 4);
    g_assert_cmpuint(rig_get_u32(data + uuid.offset + 45), ==, uuid.size - 45);
    g_assert_nonnull(find_text(data, len, "2026-11-22T06:00:00Z"));
    g_assert_true(g_str_has_prefix(session->label, "urn:c2pa:"));

    hash_by_hand(data, len, "ftyp uuid mfra", hash);
    at = find_text(data, len, "dhashX ");
    g_assert_nonnull(at);
    g_assert_cmpmem(at + 7, 32, hash, 32);
}

static void
test_claim_signature_holds(Fixture *f, gconstpointer alg)
{
    g_autoptr(RigSession) session = rig_session_new(f->identity, f->moov, CREATED, NULL);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(session->init, &len);
    const uint8_t *claim = find_text(data, len, "c2pa.claim.v2");
    const uint8_t *signature;
    Message m = { 0 };

    g_assert_nonnull(claim);
    claim += strlen("c2pa.claim.v2") + 1;
    g_assert_cmpmem(claim + 4, 4, "cbor", 4);
    signature = claim + rig_get_u32(claim);
    /* superbox header, jumd, then the content box's own header */
    signature += 8 + rig_get_u32(signature + 8) + 8;
    read_message(signature, 1, &m);
    g_assert_null(m.payload);
    g_assert_true(signature_holds(f->identity->key, &m, claim + 8, rig_get_u32(claim) - 8));
    g_assert_false(signature_holds(session->key, &m, claim + 8, rig_get_u32(claim) - 8));
    g_assert_cmpuint(m.signature_len, ==,
                     rig_key_get_alg(f->identity->key) == RIG_ALG_ES384 ? 96 : 64);
    g_assert_nonnull(memmem(m.protected_map, m.protected_len,
                            g_bytes_get_data(f->identity->leaf, NULL),
                            g_bytes_get_size(f->identity->leaf)));
    g_assert_nonnull(find_text(m.protected_map, m.protected_len, "T-0001"));
}

static void
test_binding_proves_the_session_key(Fixture *f, gconstpointer alg)
{
    g_autoptr(RigSession) session = rig_session_new(f->identity, f->moov, CREATED, NULL);
    g_autoptr(GByteArray) payload = g_byte_array_new();
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(session->init, &len);
    const uint8_t *at = find_text(data, len, "msignerBinding");
    Message m = { 0 };

    g_assert_nonnull(at);
    read_message(at + 14, 1, &m);
    g_assert_null(m.payload);
    rig_put_u8(payload, 0x59); /* the leaf as a CBOR bstr of 256 bytes or more */
    rig_put_u16(payload, (uint16_t)g_bytes_get_size(f->identity->leaf));
    rig_put_bytes(payload, f->identity->leaf);
    g_assert_true(signature_holds(session->key, &m, payload->data, payload->len));
    g_assert_cmpmem(m.protected_map, m.protected_len, "\xa1\x01\x26", 3);
}

static void
test_segment_has_the_profile_s_shape(Fixture *f, gconstpointer alg)
{
    g_autoptr(RigSession) session = rig_session_new(f->identity, f->moov, CREATED, NULL);
    g_autoptr(GPtrArray) nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GBytes) segment = NULL;
    g_autofree char *order = NULL;
    const uint8_t *data;
    const uint8_t *at;
    size_t len = 0;
    uint8_t hash[32];
    Message m = { 0 };

    g_ptr_array_add(nonces, g_bytes_new("0123456789abcdef", 16));
    segment = rig_session_sign(session, 7, CREATED + 250000, nonces, f->media, NULL);
    order = box_order(segment);
    g_assert_cmpstr(order, ==, "emsg styp moof mdat ");
    data = g_bytes_get_data(segment, &len);
    g_assert_cmpmem(data + 12, 38, "urn:c2pa:verifiable-segment-info\0fseg", 38);
    g_assert_cmpuint(rig_get_u32(data + 8), ==, 0);
    g_assert_cmpuint(rig_get_u32(data + 50), ==, SCALE);
    g_assert_cmpuint(rig_get_u32(data + 54), ==, 0);
    g_assert_cmpuint(rig_get_u32(data + 58), ==, FRAMES * TICKS);
    read_message(data + 66, 1 + 1 + 1 + 8, &m);
    g_assert_cmpuint(66 + m.end, ==, rig_get_u32(data));
    g_assert_true(signature_holds(session->key, &m, m.payload, m.payload_len));
    hash_by_hand(data, len, "emsg", hash);
    at = find_text(m.payload, m.payload_len, "dhashX ");
    g_assert_nonnull(at);
    g_assert_cmpmem(at + 7, 32, hash, 32);
    /* header 15: {6: 1795327200.25, 10: nonce} */
    g_assert_cmpmem(m.protected_map, m.protected_len,
                    "\xa2\x01\x26\x0f\xa2\x06\xfb\x41\xda\xc0\xa1\x38\x10\x00\x00\x0a\x50"
                    "0123456789abcdef",
                    33);
}

static void
negative_sequence(RigMap *payload, gpointer user_data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_int(-1));
}

static void
test_hooks_are_signed(Fixture *f, gconstpointer alg)
{
    const RigVsiSpec spec = { .hash_alg = "sha384", .hooks = { .payload = negative_sequence } };
    g_autoptr(RigSession) session = rig_session_new(f->identity, f->moov, CREATED, NULL);
    g_autoptr(GBytes) segment = rig_session_sign(session, 7, RIG_NO_TIME, NULL, f->media, &spec);
    const uint8_t *data = g_bytes_get_data(segment, NULL);
    Message m = { 0 };

    read_message(data + 66, 1 + 1 + 1 + 8, &m);
    g_assert_cmpmem(m.protected_map, m.protected_len, "\xa1\x01\x26", 3);
    g_assert_true(signature_holds(session->key, &m, m.payload, m.payload_len));
    g_assert_nonnull(find_text(m.payload, m.payload_len, "nsequenceNumber\x20"));
    g_assert_nonnull(find_text(m.payload, m.payload_len, "fsha384"));
}

static void
test_pairs_tile_their_mdats(Fixture *f, gconstpointer alg)
{
    g_autoptr(GBytes) media = rig_mp4_segment(3, 4 * SCALE, f->gop->samples, FRAMES, 2);
    g_autofree char *order = box_order(media);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(media, &len);
    size_t pos = 0;
    RigBox moof;
    RigBox mdat;
    RigBox trun;

    g_assert_cmpstr(order, ==, "styp moof mdat moof mdat ");
    g_assert_cmpuint(rig_mp4_get_duration(media), ==, FRAMES * TICKS);
    g_assert_true(rig_box_next(data, len, &pos, &moof)); /* styp */
    for (guint i = 0; i < 2; i++) {
        uint64_t sum = 0;

        g_assert_true(rig_box_next(data, len, &pos, &moof));
        g_assert_true(rig_box_next(data, len, &pos, &mdat));
        g_assert_true(rig_box_find(data + moof.offset + 8, moof.size - 8, "traf/trun", &trun));
        trun.offset += moof.offset + 8;
        g_assert_cmpuint(moof.offset + rig_get_u32(data + trun.offset + 16), ==, mdat.offset + 8);
        for (uint32_t k = 0; k < rig_get_u32(data + trun.offset + 12); k++)
            sum += rig_get_u32(data + trun.offset + 24 + 12 * k);
        g_assert_cmpuint(sum, ==, mdat.size - 8);
    }
}

static void
test_injected_assertion_keeps_moov_in_place(Fixture *f, gconstpointer alg)
{
    g_autoptr(GBytes) padding = g_bytes_new_take(g_malloc0(500), 500);
    const RigSessionSpec spec = { .padding = padding };
    g_autoptr(RigSession) session = rig_session_new(f->identity, f->moov, CREATED, &spec);
    g_autoptr(RigAssertion) assertion =
        rig_assertion_new("c2pa.session-keys", rig_item_null(), RIG_LIST_NONE);
    g_autoptr(GBytes) box = rig_assertion_box(assertion);
    g_autoptr(GBytes) front = rig_manifest_inject(session->init, box, true);
    g_autoptr(GBytes) back = rig_manifest_inject(session->init, box, false);
    uint8_t before[32];
    uint8_t after[32];
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(session->init, &len);

    g_assert_cmpuint(g_bytes_get_size(front), ==, len);
    g_assert_cmpuint(g_bytes_get_size(back), ==, len);
    g_assert_false(g_bytes_equal(front, back));
    hash_by_hand(data, len, "ftyp uuid", before);
    hash_by_hand(g_bytes_get_data(front, NULL), len, "ftyp uuid", after);
    g_assert_cmpmem(before, 32, after, 32);
}

static void
test_certificates_chain(Fixture *f, gconstpointer alg)
{
    size_t len = g_bytes_get_size(f->identity->leaf);
    const uint8_t *data = g_bytes_get_data(f->identity->leaf, NULL);
    g_autoptr(X509) leaf = d2i_X509(NULL, &data, (long)len);
    g_autoptr(X509) ca = NULL;
    g_autofree char *serial = rig_identity_get_serial(f->identity);
    uint8_t pin[RIG_PIN_LEN];
    uint8_t key_pin[RIG_PIN_LEN];

    len = g_bytes_get_size(f->maker->ca);
    data = g_bytes_get_data(f->maker->ca, NULL);
    ca = d2i_X509(NULL, &data, (long)len);
    g_assert_cmpint(X509_verify(leaf, X509_get0_pubkey(ca)), ==, 1);
    g_assert_cmpint(X509_check_issued(ca, leaf), ==, X509_V_OK);
    g_assert_cmpuint(X509_get_key_usage(leaf), ==, X509v3_KU_DIGITAL_SIGNATURE);
    g_assert_cmpint(X509_get_version(leaf), ==, 2);
    g_assert_cmpstr(serial, ==, "T-0001");
    rig_identity_get_pin(f->identity, pin);
    rig_key_get_pin(f->identity->key, key_pin);
    g_assert_cmpmem(pin, sizeof pin, key_pin, sizeof key_pin);
}

static void
test_signature_forms(void)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P384);
    g_autoptr(GBytes) message = g_bytes_new_static("message", 7);
    g_autoptr(GBytes) raw = rig_key_sign(key, message, false);
    g_autoptr(GBytes) flipped = rig_key_flip_s(key, raw);

    g_assert_cmpuint(g_bytes_get_size(raw), ==, 96);
    g_assert_true(rig_key_verify(key, message, raw));
    g_assert_false(g_bytes_equal(raw, flipped));
    g_assert_true(rig_key_verify(key, message, flipped));
}

static void
test_cbor_forms(void)
{
    g_autoptr(RigMap) map = rig_map_new();
    g_autoptr(GBytes) item = NULL;
    g_autoptr(GBytes) wide = rig_item_head(RIG_CBOR_UINT, 7, 2);
    g_autoptr(GBytes) open = NULL;

    rig_map_put(map, "a", rig_item_array(rig_item_int(-500), rig_item_text("x"), NULL));
    rig_map_put_int(map, 1, rig_item_null());
    rig_map_put(map, "a", rig_item_uint(24));
    item = rig_map_item(map);
    g_assert_cmpmem(g_bytes_get_data(item, NULL), g_bytes_get_size(item),
                    "\xa2\x61"
                    "a\x18\x18\x01\xf6",
                    7);
    g_assert_cmpmem(g_bytes_get_data(wide, NULL), g_bytes_get_size(wide), "\x19\x00\x07", 3);
    map->form = RIG_MAP_INDEFINITE;
    open = rig_map_item(map);
    g_assert_cmpmem(g_bytes_get_data(open, NULL), g_bytes_get_size(open),
                    "\xbf\x61"
                    "a\x18\x18\x01\xf6\xff",
                    8);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(Fixture *, gconstpointer);
    } cases[] = {
        { "init-has-the-profile-s-shape", test_init_has_the_profile_s_shape },
        { "claim-signature-holds", test_claim_signature_holds },
        { "binding-proves-the-session-key", test_binding_proves_the_session_key },
        { "segment-has-the-profile-s-shape", test_segment_has_the_profile_s_shape },
        { "hooks-are-signed", test_hooks_are_signed },
        { "pairs-tile-their-mdats", test_pairs_tile_their_mdats },
        { "injected-assertion-keeps-moov-in-place", test_injected_assertion_keeps_moov_in_place },
        { "certificates-chain", test_certificates_chain },
    };
    static const struct {
        const char *name;
        RigAlg alg;
    } algs[] = { { "ES256", RIG_ALG_ES256 },
                 { "ES384", RIG_ALG_ES384 },
                 { "EdDSA", RIG_ALG_EDDSA } };

    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (guint k = 0; k < G_N_ELEMENTS(algs); k++) {
            g_autofree char *path = g_strdup_printf("/rig-sign/%s/%s", cases[i].name, algs[k].name);

            g_test_add(path, Fixture, GINT_TO_POINTER(algs[k].alg), set_up, cases[i].run,
                       tear_down);
        }
    }
    g_test_add_func("/rig-sign/signature-forms", test_signature_forms);
    g_test_add_func("/rig-sign/cbor-forms", test_cbor_forms);
    return g_test_run();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The init segment as a file (attacks.md, HDR-02, INI-02, INI-03, INI-08, INI-10, INI-17, INI-18,
 * INI-22, INI-25, INI-26, INI-28): its boxes, and what can be changed in it without any key.
 */
#include "tests/rig/rig-hash.h"
#include "tests/unit/twist.h"

#include <string.h>

/* A box that is put among ftyp, uuid and moov before signing. */
typedef struct {
    int at; /* -1: last */
    const char *type;
    const char *content; /* in the notation */
} Added;

static void
add_box(GPtrArray *boxes, gpointer data)
{
    const Added *added = data;
    g_autoptr(GBytes) content = twist_item(added->content);

    g_ptr_array_insert(boxes, added->at, rig_box_new(added->type, content));
}

static void
swap_boxes(GPtrArray *boxes, gpointer pair)
{
    const char *at = pair;
    gpointer kept = boxes->pdata[at[0] - '0'];

    boxes->pdata[at[0] - '0'] = boxes->pdata[at[1] - '0'];
    boxes->pdata[at[1] - '0'] = kept;
}

static void
box_twice(GPtrArray *boxes, gpointer which)
{
    guint i = GPOINTER_TO_UINT(which);

    g_ptr_array_insert(boxes, (int)i, g_bytes_ref(boxes->pdata[i]));
}

static void
box_away(GPtrArray *boxes, gpointer which)
{
    g_ptr_array_remove_index(boxes, GPOINTER_TO_UINT(which));
}

static void
set_ftyp(GPtrArray *boxes, gpointer notation)
{
    g_autoptr(GBytes) content = twist_item(notation);

    g_bytes_unref(boxes->pdata[0]);
    boxes->pdata[0] = rig_box_new("ftyp", content);
}

static void
purpose_box(GPtrArray *boxes, gpointer notation)
{
    g_autoptr(GBytes) head = twist_item(notation);
    g_autoptr(GByteArray) uuid = world_copy(boxes->pdata[1]);

    memcpy(uuid->data + 24, g_bytes_get_data(head, NULL), g_bytes_get_size(head));
    g_bytes_unref(boxes->pdata[1]);
    boxes->pdata[1] = g_bytes_new(uuid->data, uuid->len);
}

#define BOX(...)       TWIST(file, add_box, (&(const Added){ __VA_ARGS__ }))
#define FTYP(notation) TWIST(file, set_ftyp, notation)
#define HEAD(notation) TWIST(file, purpose_box, notation)
#define ISO6           "{iso6}00000000"

static const TwistSession file_cases[] = {
    { "INI-10/two-manifests", TWIST(file, box_twice, GUINT_TO_POINTER(1)), "duplicate-header" },
    { "INI-17/mdat-last", BOX(-1, "mdat", "00"), "bad-init" },
    { "INI-17/mdat-first", BOX(0, "mdat", "00"), "bad-init" },
    { "INI-17/mdat-empty", BOX(2, "mdat", ""), "bad-init" },
    { "INI-17/moof-last", BOX(-1, "moof", ""), "bad-init" },
    { "INI-17/moof-before-moov", BOX(2, "moof", ""), "bad-init" },
    { "INI-18/free", BOX(1, "free", "<32:61>"), "bad-container" },
    { "INI-18/free-last", BOX(-1, "free", ""), "bad-container" },
    { "INI-18/skip", BOX(2, "skip", ""), "bad-container" },
    { "INI-18/mfra", BOX(-1, "mfra", "<8:00>"), "bad-container" },
    { "INI-18/wide", BOX(0, "wide", ""), "bad-container" },
    { "INI-18/meta", BOX(-1, "meta", "00000000"), "bad-container" },
    { "INI-18/styp", BOX(0, "styp", ISO6), "bad-container" },
    { "INI-18/sidx", BOX(-1, "sidx", "<36:00>"), "bad-container" },
    { "INI-18/emsg", BOX(-1, "emsg", "<36:00>"), "bad-container" },
    { "INI-18/another-uuid", BOX(-1, "uuid", "be7acfcb97a942e89c71999491e3afac"), "bad-container" },
    { "INI-18/a-uuid-too-short", BOX(-1, "uuid", "d8fec3d6"), "bad-container" },
    { "INI-18/a-box-of-no-name", BOX(-1, "\xff\xff\xff\xff", ""), "bad-container" },
    { "INI-18/ftyp-twice", TWIST(file, box_twice, GUINT_TO_POINTER(0)), "bad-container" },
    { "INI-18/moov-twice", TWIST(file, box_twice, GUINT_TO_POINTER(2)), "bad-container" },
    { "INI-18/no-ftyp", TWIST(file, box_away, GUINT_TO_POINTER(0)), "bad-container" },
    { "INI-18/no-moov", TWIST(file, box_away, GUINT_TO_POINTER(2)), "bad-container" },
    { "INI-18/manifest-first", TWIST(file, swap_boxes, "01"), "bad-container" },
    { "INI-18/manifest-last", TWIST(file, swap_boxes, "12"), "bad-container" },
    { "INI-18/ftyp-last", TWIST(file, swap_boxes, "02"), "bad-container" },
    { "INI-28/ftyp-of-64-bytes-is-fine",
      FTYP(ISO6 "{iso6cmfcmp41mp42isomavc1dashmsdhmsixiso5iso9hlsf}"), "none" },
    { "INI-28/ftyp-over-64-bytes",
      FTYP(ISO6 "{iso6cmfcmp41mp42isomavc1dashmsdhmsixiso5iso9hlsfM4V }"), "bad-container" },
    { "INI-28/ftyp-of-no-brands-is-fine", FTYP(ISO6), "none" },
    { "INI-28/ftyp-too-short", FTYP("{iso6}"), "bad-container" },
    { "INI-28/ftyp-of-half-a-brand", FTYP(ISO6 "{is}"), "bad-container" },
    { "INI-28/major-brand-unknown", FTYP("{evil}00000000{iso6}"), "bad-container" },
    { "INI-28/compatible-brand-unknown", FTYP(ISO6 "{iso6evil}"), "bad-container" },
    { "INI-28/minor-version-is-free", FTYP("{iso6}deadbeef{iso6}"), "none" },
    { "INI-22/other-uuid", { .uuid = RIG_C2PA_OLD_UUID }, "unsigned" },
    { "INI-22/the-old-one-as-a-library-has-it",
      { .uuid = "d8fec3d61a964f32b4f7a3ae58a2d36d" },
      "unsigned" },
    { "INI-10/version-1", HEAD("01"), "bad-manifest" },
    { "INI-10/flags", HEAD("00000001"), "bad-manifest" },
    { "INI-10/purpose-merkle", HEAD("00000000{merkle!!}00"), "bad-manifest" },
    { "INI-10/purpose-in-capitals", HEAD("00000000{Manifest}00"), "bad-manifest" },
    { "INI-10/merkle-offset", HEAD("00000000{manifest}00 0000000000000001"), "bad-manifest" },
};

/* Where in avcC, behind its header, what stands: version, SPS and, in this world, PPS. */
static uint8_t *
avcc(GByteArray *init)
{
    return init->data + world_find(init, "moov/trak/mdia/minf/stbl/stsd") + 16 + 86 + 8;
}

static void
flip(GByteArray *init, const char *path, size_t at)
{
    init->data[world_find(init, path) + at] ^= 1;
}

#define define_flip(name, statement)                                                               \
    static void name(G_GNUC_UNUSED World *world, GByteArray *init)                                 \
    {                                                                                              \
        statement;                                                                                 \
    }

define_flip(config_version, avcc(init)[0] ^= 1) define_flip(config_profile, avcc(init)[1] ^= 1)
    define_flip(config_sps,
                avcc(init)[12] ^=
                1) define_flip(config_pps, avcc(init)[rig_get_u32(avcc(init) - 8) - 8 - 1] ^= 1)
        define_flip(default_flags, flip(init, "moov/mvex/trex", 31))
            define_flip(default_duration, flip(init, "moov/mvex/trex", 23))
                define_flip(mvex_renamed,
                            memcpy(init->data + world_find(init, "moov/mvex") + 4, "free", 4))
                    define_flip(timescale, flip(init, "moov/trak/mdia/mdhd", 23))
                        define_flip(nothing_left, g_byte_array_set_size(init, 0))
                            define_flip(cut_to_its_ftyp,
                                        g_byte_array_set_size(init, rig_get_u32(init->data)))
                                define_flip(a_page,
                                            (g_byte_array_set_size(init, 0),
                                             rig_put_data(init, "<!DOCTYPE html>", 15)))
                                    define_flip(over_1_mib,
                                                g_byte_array_set_size(init, (1 << 20) + 1))

                                        static void manifest_stripped(G_GNUC_UNUSED World *world,
                                                                      GByteArray *init)
{
    size_t at = world_find(init, "uuid");

    g_byte_array_remove_range(init, (guint)at, rig_get_u32(init->data + at));
}

static const TwistBytes bytes_cases[] = {
    { "HDR-02/manifest-stripped", manifest_stripped, "unsigned" },
    { "INI-03/configuration's-version", config_version, "bad-manifest" },
    { "INI-03/configuration's-profile", config_profile, "bad-manifest" },
    { "INI-03/sequence-parameter-set", config_sps, "bad-manifest" },
    { "INI-03/picture-parameter-set", config_pps, "bad-manifest" },
    { "INI-03/timescale", timescale, "bad-manifest" },
    { "INI-08/default-flags", default_flags, "bad-manifest" },
    { "INI-08/default-duration", default_duration, "bad-manifest" },
    { "INI-08/mvex-taken-away", mvex_renamed, "bad-manifest" },
    { "INI-25/empty", nothing_left, "bad-container" },
    { "INI-25/only-an-ftyp", cut_to_its_ftyp, "unsigned" },
    { "INI-25/a-page", a_page, "bad-container" },
    { "INI-25/over-1-mib", over_1_mib, "too-large" },
};

/* The stranger's session-keys superbox, found by its label inside the store. */
static GBytes *
strangers_keys(World *world)
{
    g_autoptr(RigSession) other = world_session(world, world->stranger, 0, NULL);
    gsize len;
    const uint8_t *data = g_bytes_get_data(other->init, &len);

    for (size_t i = 0; i + 18 <= len; i++) {
        size_t box = i - 8 - 8 - 17; /* jumb, jumd, UUID and toggles */

        if (i > 33 && memcmp(data + i, "c2pa.session-keys", 18) == 0
            && memcmp(data + box + 4, "jumb", 4) == 0)
            return g_bytes_new(data + box, rig_get_u32(data + box));
    }
    g_assert_not_reached();
}

/* INI-26: in front of the camera's own keys, or behind them; @padded: padding gives way. */
static void
test_keys_injected(World *world, gconstpointer data)
{
    bool first = *(const char *)data == '^';
    bool padded = ((const char *)data)[1] != '\0';
    g_autofree uint8_t *zeros = g_malloc0(4096);
    g_autoptr(GBytes) padding = g_bytes_new(zeros, 4096);
    const RigSessionSpec spec = { .padding = padded ? padding : NULL };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);
    g_autoptr(GBytes) keys = strangers_keys(world);
    g_autoptr(GBytes) injected = rig_manifest_inject(session->init, keys, first);

    if (padded)
        g_assert_cmpuint(g_bytes_get_size(injected), ==, g_bytes_get_size(session->init));
    world_assert_reason(prov_gate_submit_init(world->gate, injected, &world->now), "bad-manifest");
    world_assert_reason(world_submit_first(world, session), "none");
}

/* INI-26, INI-28: in the padding behind the store, which is in no hash. */
static void
test_keys_in_the_padding(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) keys = strangers_keys(world);
    const RigSessionSpec spec = { .padding = keys };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);

    world_assert_reason(world_submit_first(world, session), "bad-manifest");
}

static void
pad_of_1000(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(cose->unprotected, "pad", twist_item("59 03e8 <1000:00>"));
}

/* INI-26: the pad beside the claim signature shrinks, and the stranger's keys take its place. */
static void
test_keys_in_place_of_the_pad(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigSessionSpec spec = { .hooks = { .signature = pad_of_1000 } };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);
    g_autoptr(GBytes) keys = strangers_keys(world);
    g_autoptr(GByteArray) init = world_copy(session->init);
    g_autoptr(GBytes) shrunk = NULL;
    g_autoptr(GBytes) injected = NULL;
    uint32_t len = (uint32_t)g_bytes_get_size(keys);
    static const uint8_t head[] = { 'p', 'a', 'd', 0x59, 0x03, 0xe8 };
    size_t store = world_find(init, "uuid") + 45, at = store, signature = 0;
    size_t boxes[4]; /* store, manifest, signature superbox, its cbor */

    while (memcmp(init->data + at, head, sizeof head) != 0)
        at++;
    for (size_t i = store; i < at; i++)
        signature = memcmp(init->data + i, "c2pa.signature", 15) == 0 ? i : signature;
    boxes[0] = store;
    boxes[1] = store + 8 + rig_get_u32(init->data + store + 8);
    boxes[2] = signature - 33;
    boxes[3] = signature + 15;
    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++)
        twist_put_u32(init->data + boxes[i], rig_get_u32(init->data + boxes[i]) - len);
    init->data[at + 4] = (uint8_t)((1000 - len) >> 8);
    init->data[at + 5] = (uint8_t)(1000 - len);
    g_byte_array_remove_range(init, (guint)at + 6, len);
    twist_grow(init, "uuid", -len);
    shrunk = g_bytes_new(init->data, init->len);
    injected = rig_manifest_inject(shrunk, keys, false);
    g_assert_cmpuint(g_bytes_get_size(injected), ==, g_bytes_get_size(session->init));
    world_assert_reason(prov_gate_submit_init(world->gate, injected, &world->now), "bad-manifest");
}

/* INI-28: zeros behind the store, and a bit that is none. */
static void
test_padding(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) zeros = twist_item("<1000:00>");
    g_autoptr(GBytes) last = twist_item("<999:00> 01");
    const RigSessionSpec good = { .padding = zeros }, bad = { .padding = last };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &good);
    g_autoptr(RigSession) other = world_session(world, world->front, 0, &bad);

    world_assert_reason(world_submit_first(world, other), "bad-manifest");
    world_assert_reason(world_submit_first(world, session), "none");
}

/* INI-10: the box ends anywhere before its store, or in it. */
static void
test_cut(World *world, G_GNUC_UNUSED gconstpointer data)
{
    for (size_t len = 16; len < 16 + 21 + 60; len++) {
        g_autoptr(GByteArray) init = world_copy(world->session->init);
        g_autoptr(GBytes) bytes = NULL;

        twist_cut(init, "uuid", len);
        bytes = g_byte_array_free_to_bytes(g_steal_pointer(&init));
        world_assert_reason(prov_gate_submit_init(world->gate, bytes, &world->now), "bad-manifest");
    }
}

/* INI-02: an old init vouches for itself, and for nothing of now. */
static void
test_old_init(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) newer = world_session(world, world->front, 60, NULL);
    g_autoptr(GBytes) now = world_segment(world, newer, 1, NULL);
    g_autoptr(GBytes) next = world_segment(world, newer, 2, NULL);
    g_autoptr(GBytes) old = world_segment(world, world->session, 2, NULL);

    world_at(world, 60, 2);
    world_assert_reason(world_submit(world, newer->init, now), "none");
    world_assert_reason(world_submit(world, world->session->init, old), "session-rollback");
    world_assert_reason(world_submit(world, world->session->init, next), "unknown-session-key");
    world_assert_reason(world_submit(world, newer->init, next), "none");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_session("init", file_cases, G_N_ELEMENTS(file_cases));
    twist_add_init_bytes("init", bytes_cases, G_N_ELEMENTS(bytes_cases));
    TWIST_TEST("/init/INI-02/old-init-of-the-same-camera", NULL, test_old_init);
    TWIST_TEST("/init/INI-10/cut-anywhere", NULL, test_cut);
    TWIST_TEST("/init/INI-26/keys-injected-first", "^", test_keys_injected);
    TWIST_TEST("/init/INI-26/keys-injected-last", "$", test_keys_injected);
    TWIST_TEST("/init/INI-26/keys-injected-first-for-padding", "^p", test_keys_injected);
    TWIST_TEST("/init/INI-26/keys-injected-last-for-padding", "$p", test_keys_injected);
    TWIST_TEST("/init/INI-26/keys-in-the-padding", NULL, test_keys_in_the_padding);
    TWIST_TEST("/init/INI-26/keys-in-place-of-the-pad", NULL, test_keys_in_place_of_the_pad);
    TWIST_TEST("/init/INI-28/padding", NULL, test_padding);
    return g_test_run();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two steps of the format by themselves: whoever refuses says so in the answer as well as in
 * the verdict, and hands out no samples.
 */
#include "client/provenance/prov-format.h"
#include "tests/unit/world.h"

#include <string.h>

typedef struct {
    const char *name;
    RigVsiHooks hooks;
    bool no_time;
    const char *reason; /* NULL: it holds */
} Case;

static void
wrong_signature(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->form = RIG_SIGNATURE_WRONG;
}

static void
other_kid(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, RIG_COSE_KID, rig_item_bytes("other", 5));
}

static void
no_kid(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->unprotected, RIG_COSE_KID);
}

static void
other_alg(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_ALG, rig_item_int(-35));
}

static void
other_session(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "manifestId", rig_item_text("urn:c2pa:other"));
}

static void
no_session(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "manifestId");
}

static void
no_hash(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "bmffHash");
}

static void
other_hash(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "hash", rig_item_bytes("01234567890123456789012345678901", 32));
}

static void
other_timescale(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->timescale++;
}

static void
other_duration(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->duration--;
}

static const Case cases[] = {
    { "plain", { 0 }, false, NULL },
    { "signature", { .signature = wrong_signature }, false, "bad-signature" },
    { "other-kid", { .signature = other_kid }, false, "unknown-session-key" },
    { "no-kid", { .signature = no_kid }, false, "unknown-session-key" },
    { "other-algorithm", { .signature = other_alg }, false, "algorithm" },
    { "other-session", { .payload = other_session }, false, "wrong-session" },
    { "no-session", { .payload = no_session }, false, "wrong-session" },
    { "no-hash", { .payload = no_hash }, false, "bad-header" },
    { "other-hash", { .bmff_hash = other_hash }, false, "content-changed" },
    { "other-timescale", { .emsg = other_timescale }, false, "bad-header" },
    { "other-duration", { .emsg = other_duration }, false, "bad-header" },
    { "no-time", { 0 }, true, "bad-header" },
};

static void
judge_segment(World *world, GBytes *segment, const char *reason)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_auto(ProvInitFacts) init = { 0 };
    ProvSegmentFacts facts = { 0 };
    ProvVerdict verdict = { 0 };
    bool good;

    g_assert_true(prov_format_c2pa_live.judge_init(crypto, world->session->init, world->expectation,
                                                   &world->now, &init, &verdict));
    world_assert_reason(verdict, "unchecked");
    good = prov_format_c2pa_live.judge_segment(crypto, prov_reader_from_bytes(segment), &init,
                                               world->expectation, &facts, &verdict);
    world_assert_reason(verdict, reason != NULL ? reason : "unchecked");
    g_assert_true(good == (reason == NULL));
    if (good)
        g_assert_true(facts.sequence == 3 && facts.samples.n == WORLD_FRAMES && facts.key != NULL);
    prov_samples_clear(&facts.samples);
    g_assert_null(facts.samples.sample);
    g_assert_cmpuint(facts.samples.n, ==, 0);
}

static void
test_segment(World *world, gconstpointer data)
{
    const Case *c = data;
    const RigVsiSpec spec = { .hooks = c->hooks };
    g_autoptr(GBytes) media = world_media(world, 3);
    g_autoptr(GBytes) segment = rig_session_sign(
        world->session, 3, c->no_time ? RIG_NO_TIME : WORLD_NOW_US, NULL, media, &spec);

    judge_segment(world, segment, c->reason);
}

/* A sample table that is signed and wrong: no sync sample first. */
static void
test_samples(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) media = rig_mp4_segment(3, 2 * WORLD_SCALE, world->gop->samples + 1, 2, 1);
    g_autoptr(GBytes) segment =
        rig_session_sign(world->session, 3, WORLD_NOW_US, NULL, media, NULL);

    judge_segment(world, segment, "bad-container");
}

static void
shorter_moov(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_bytes_unref(boxes->pdata[2]);
    boxes->pdata[2] = rig_box_new("moov", NULL);
}

static void
wrong_binding(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "hash", rig_item_bytes("01234567890123456789012345678901", 32));
}

/* Refused inits: the answer too. */
static void
test_init(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        RigManifestHooks hooks;
        const char *reason;
    } rows[] = {
        { { .signature = wrong_signature }, "bad-signature" },
        { { .hard_binding = wrong_binding }, "bad-manifest" },
        { { .file = shorter_moov }, "bad-container" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const RigSessionSpec spec = { .hooks = rows[i].hooks };
        g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);
        g_autoptr(ProvCrypto) crypto = prov_crypto_new();
        g_auto(ProvInitFacts) init = { 0 };
        ProvVerdict verdict = { 0 };

        g_assert_false(prov_format_c2pa_live.judge_init(crypto, session->init, world->expectation,
                                                        &world->now, &init, &verdict));
        world_assert_reason(verdict, rows[i].reason);
        g_assert_true(verdict.has_signer == (i > 0));
        g_assert_true(verdict.signer_proven == (i > 1));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/border/format/", cases[i].name, NULL);

        g_test_add(path, World, &cases[i], world_set_up, test_segment, world_tear_down);
    }
    g_test_add("/border/format/samples", World, NULL, world_set_up, test_samples, world_tear_down);
    g_test_add("/border/format/init", World, NULL, world_set_up, test_init, world_tear_down);
    return g_test_run();
}

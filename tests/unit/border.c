/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/border.h"

#include "client/provenance/prov-identity.h"
#include "client/provenance/prov-session-key.h"

#include <string.h>

World border_world;

void
border_put(RigMap *map, gpointer data)
{
    const BorderPut *put = data;

    rig_map_drop(map, put->key);
    if (put->hex != NULL)
        rig_map_put(map, put->key, rig_item_hex(put->hex));
}

/* A step that refuses says so in its answer too, whatever the next one would find. */
static bool
step(bool good, const ProvVerdict *verdict)
{
    g_assert_true(good == (verdict->reason == PROV_REASON_UNCHECKED));
    return good;
}

bool
border_read(GBytes *init, BorderShapes *out, ProvVerdict *verdict)
{
    ProvReader file = prov_reader_from_bytes(init);

    return step(prov_bmff_read_init(file, &out->layout, verdict), verdict)
           && step(prov_manifest_read(out->layout.store, &out->manifest, verdict), verdict)
           && step(prov_claim_read(&out->manifest, &out->claim, verdict), verdict);
}

static void
check(const BorderInit *c, const ProvVerdict *verdict, bool good)
{
    world_assert_reason(*verdict, c->reason != NULL ? c->reason : "unchecked");
    g_assert_true(good == (c->reason == NULL));
    if (c->says != NULL && !g_str_has_prefix(verdict->detail, c->says))
        g_assert_cmpstr(verdict->detail, ==, c->says);
}

static RigSession *
make(const BorderInit *c)
{
    return world_session(&border_world, border_world.front, 0, &c->spec);
}

void
border_test_read(gconstpointer data)
{
    g_autoptr(RigSession) session = make(data);
    g_autofree BorderShapes *shapes = g_new0(BorderShapes, 1);
    ProvVerdict verdict = { 0 };

    check(data, &verdict, border_read(session->init, shapes, &verdict));
}

void
border_test_keys(gconstpointer data)
{
    g_autoptr(RigSession) session = make(data);
    g_autofree BorderShapes *shapes = g_new0(BorderShapes, 1);
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_auto(ProvSessionKeys) keys = { 0 };
    ProvVerdict verdict = { 0 };
    ProvReader cbor;
    bool good;

    g_assert_true(border_read(session->init, shapes, &verdict));
    g_assert_true(prov_manifest_find(&shapes->manifest, "c2pa.session-keys", &cbor));
    good = prov_session_key_read_all(crypto, cbor, prov_reader_from_bytes(session->identity->leaf),
                                     PROV_ALG_ALL, &keys, &verdict);
    check(data, &verdict, good);
}

/* As far as who signs it is read: each step's answer is its verdict's. */
static void
read_identity(GBytes *init)
{
    g_autofree BorderShapes *shapes = g_new0(BorderShapes, 1);
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_auto(ProvIdentity) identity = { 0 };
    ProvVerdict verdict = { 0 };

    if (border_read(init, shapes, &verdict))
        step(prov_identity_read(crypto, &shapes->claim.signature, &identity, &verdict), &verdict);
}

void
border_test_judged(gconstpointer data)
{
    g_autoptr(RigSession) session = make(data);
    ProvVerdict verdict =
        prov_gate_submit_init(border_world.gate, session->init, &border_world.now);

    read_identity(session->init);
    if (prov_verdict_admits(&verdict)) {
        verdict.reason = PROV_REASON_UNCHECKED;
        check(data, &verdict, true);
    } else {
        check(data, &verdict, false);
    }
}

void
border_add(const char *group, const BorderInit *cases, size_t n, GTestDataFunc test)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf("/border/%s/%s", group, cases[i].name);

        g_test_add_data_func(path, &cases[i], test);
    }
}

int
border_run(void)
{
    int failed;

    world_set_up(&border_world, NULL);
    failed = g_test_run();
    world_tear_down(&border_world, NULL);
    return failed;
}

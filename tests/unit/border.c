/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/border.h"

#include "client/provenance/prov-claim.h"

#include <string.h>

World border_world;

typedef struct {
    ProvInitLayout layout;
    ProvManifest manifest;
    ProvClaim claim;
} Shapes;

void
border_put(RigMap *map, gpointer data)
{
    const BorderPut *put = data;

    rig_map_drop(map, put->key);
    if (put->hex != NULL)
        rig_map_put(map, put->key, rig_item_hex(put->hex));
}

void
border_test_init(gconstpointer data)
{
    const BorderInit *c = data;
    g_autoptr(RigSession) session = world_session(&border_world, border_world.front, 0, &c->spec);
    g_autofree Shapes *shapes = g_new0(Shapes, 1);
    ProvVerdict verdict = { 0 };
    bool good =
        prov_bmff_read_init(prov_reader_from_bytes(session->init), &shapes->layout, &verdict)
        && prov_manifest_read(shapes->layout.store, &shapes->manifest, &verdict)
        && prov_claim_read(&shapes->manifest, &shapes->claim, &verdict);

    world_assert_reason(verdict, c->reason != NULL ? c->reason : "unchecked");
    g_assert_true(good == (c->reason == NULL));
    if (c->says != NULL && !g_str_has_prefix(verdict.detail, c->says))
        g_assert_cmpstr(verdict.detail, ==, c->says);
}

void
border_add(const char *group, const BorderInit *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf("/border/%s/%s", group, cases[i].name);

        g_test_add_data_func(path, &cases[i], border_test_init);
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

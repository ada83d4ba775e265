/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign-stream KEY.pem CHAIN.pem TIME DIR: what a camera with that key and those certificates sends
 * at TIME (like 2026-11-22T06:00:00Z): DIR/init and DIR/1.m4s.
 */
#include "client/provenance/prov-time.h"
#include "tests/unit/world.h"

#include <string.h>

static void
write_file(const char *dir, const char *name, GBytes *bytes)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autoptr(GError) error = NULL;
    gsize len;
    const char *data = g_bytes_get_data(bytes, &len);

    if (!g_file_set_contents(path, data, (gssize)len, &error))
        g_error("%s", error->message);
}

int
main(int argc, char **argv)
{
    World world = { 0 };
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GBytes) segment = NULL;
    g_autoptr(GError) error = NULL;
    int64_t now_us;

    if (argc != 5
        || !prov_time_from_rfc3339((ProvReader){ (const uint8_t *)argv[3], strlen(argv[3]) },
                                   &now_us))
        return 2;
    identity = rig_identity_load(argv[1], argv[2], NULL, &error);
    if (identity == NULL)
        g_error("%s", error->message);
    world_set_up(&world, NULL);
    session =
        world_session(&world, identity, (int)((now_us - WORLD_NOW_US) / G_USEC_PER_SEC), NULL);
    segment = world_segment(&world, session, 1, NULL);
    write_file(argv[4], "init", session->init);
    write_file(argv[4], "1.m4s", segment);
    world_tear_down(&world, NULL);
    return 0;
}

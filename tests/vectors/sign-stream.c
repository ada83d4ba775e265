/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For every line KEY.pem CHAIN.pem TIME DIR of standard input, tabs between them: what a camera
 * with that key and those certificates sends at TIME (like 2026-11-22T06:00:00Z), DIR/init and
 * DIR/1.m4s.
 */
#include "client/provenance/prov-time.h"
#include "tests/unit/world.h"

#include <stdio.h>
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

/* One line; false where it is none, or says a time that is none. */
static bool
sign(World *world, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, "\t", -1);
    g_autoptr(RigIdentity) identity = NULL;
    g_autoptr(RigSession) session = NULL;
    g_autoptr(GBytes) segment = NULL;
    g_autoptr(GError) error = NULL;
    int64_t now_us;

    if (g_strv_length(words) != 4
        || !prov_time_from_rfc3339((ProvReader){ (const uint8_t *)words[2], strlen(words[2]) },
                                   &now_us))
        return false;
    identity = rig_identity_load(words[0], words[1], NULL, &error);
    if (identity == NULL)
        g_error("%s", error->message);
    session = world_session(world, identity, (int)((now_us - WORLD_NOW_US) / G_USEC_PER_SEC), NULL);
    segment = world_segment(world, session, 1, NULL);
    write_file(words[3], "init", session->init);
    write_file(words[3], "1.m4s", segment);
    return true;
}

int
main(void)
{
    World world = { 0 };
    g_autofree char *line = NULL;
    size_t size = 0;
    bool good = true;

    world_set_up(&world, NULL);
    while (good && getline(&line, &size, stdin) > 0)
        good = sign(&world, g_strchomp(line));
    world_tear_down(&world, NULL);
    return good ? 0 : 2;
}

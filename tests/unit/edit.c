/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/edit.h"

#include <string.h>

#define MAX_DEPTH 8

/* Adds @change to the size of every box along @path. */
static void
mend_sizes(GByteArray *bytes, const char *path, int change)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    g_autoptr(GString) outer = g_string_new(NULL);
    size_t at[MAX_DEPTH], n = 0;

    for (; names[n] != NULL; n++) {
        g_string_append_printf(outer, "%s%s", n > 0 ? "/" : "", names[n]);
        at[n] = world_find(bytes, outer->str);
    }
    while (n-- > 0) {
        uint32_t size = GUINT32_TO_BE(rig_get_u32(bytes->data + at[n]) + (uint32_t)change);

        memcpy(bytes->data + at[n], &size, sizeof size);
    }
}

GByteArray *
edit_box(GBytes *plain, const Edit *edit)
{
    g_autoptr(GBytes) in = rig_item_hex(edit->in);
    GByteArray *bytes = world_copy(plain);
    size_t box = world_find(bytes, edit->path), size = rig_get_u32(bytes->data + box);
    size_t at = edit->at > G_MAXINT ? size - (EDIT_END - edit->at) : edit->at;
    size_t n_out = MIN(edit->n_out, size - at);
    int change = (int)g_bytes_get_size(in) - (int)n_out;

    mend_sizes(bytes, edit->path, change);
    if (n_out > 0)
        g_byte_array_remove_range(bytes, (guint)(box + at), (guint)n_out);
    world_insert(bytes, box + at, g_bytes_get_data(in, NULL), g_bytes_get_size(in));
    return bytes;
}

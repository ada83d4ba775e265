/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-jumbf.h"

#include <string.h>

GBytes *
rig_jumbf_new(const char *type, const char *label, GBytes *salt, GBytes *content)
{
    static const uint8_t uuid_tail[12] = { 0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
                                           0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };
    GByteArray *out = g_byte_array_new();
    const guint super = rig_box_begin(out, "jumb");
    const guint jumd = rig_box_begin(out, "jumd");

    rig_put_data(out, type, 4);
    rig_put_data(out, uuid_tail, sizeof uuid_tail);
    rig_put_u8(out, RIG_JUMBF_REQUESTABLE_LABELLED | (salt != NULL ? RIG_JUMBF_PRIVATE : 0));
    rig_put_text(out, label);
    if (salt != NULL) {
        const guint box = rig_box_begin(out, "c2sh");

        rig_put_bytes(out, salt);
        rig_box_end(out, box);
    }
    rig_box_end(out, jumd);
    rig_put_bytes(out, content);
    rig_box_end(out, super);
    g_bytes_unref(content);
    return g_byte_array_free_to_bytes(out);
}

const char *
rig_jumbf_get_label(const uint8_t *super, size_t size)
{
    const size_t at = 8 + 8 + 16 + 1; /* two headers, UUID, toggles */

    if (size <= at || memchr(super + at, '\0', size - at) == NULL)
        return NULL;
    return (const char *)super + at;
}

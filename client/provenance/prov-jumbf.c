/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-jumbf.h"

#include <string.h>

#define MAX_LABEL_LEN 128

/* ISO/IEC 19566-5, section A.3. Toggles: bit 0 requestable, bit 1 label present, bit 4 private box
 * present. */
#define TOGGLES_PLAIN  0x03
#define TOGGLES_SALTED 0x13

/* LBox and TBox (ISO/IEC 19566-5, section A.2); the long and the open form: refused. */
static bool
next_box(ProvReader *reader, const char *type, ProvReader *payload)
{
    ProvReader rest = *reader, name, box;
    uint32_t size;

    if (!prov_reader_u32(&rest, &size) || !prov_reader_take(&rest, 4, &name) || size < 8
        || !prov_reader_is(name, type) || !prov_reader_take(&rest, size - 8, &box))
        return false;

    *payload = box;
    *reader = rest;
    return true;
}

/* 32-126 "…-0011-0010-8000-00aa00389b71": the tail that turns four characters into a UUID. */
static bool
read_type(ProvReader *reader, char type[4])
{
    static const uint8_t tail[] = { 0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
                                    0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };
    ProvReader uuid;

    if (!prov_reader_take(reader, 16, &uuid) || memcmp(uuid.data + 4, tail, sizeof tail) != 0)
        return false;
    memcpy(type, uuid.data, 4);
    return true;
}

/* ISO/IEC 19566-5, section A.3: no ASCII control characters, and none that a reference is made of.
 */
static bool
is_label(ProvReader label)
{
    if (label.len == 0 || label.len > MAX_LABEL_LEN
        || !g_utf8_validate_len((const char *)label.data, label.len, NULL))
        return false;
    for (size_t i = 0; i < label.len; i++) {
        if (g_ascii_iscntrl((char)label.data[i]) || strchr("/;?#", label.data[i]) != NULL)
            return false;
    }
    return true;
}

/* JUMBF description box; a salt is a c2sh of 16 or 32 bytes (wire-format.md). */
static bool
read_description(ProvReader description, ProvJumbf *out)
{
    ProvReader salt;
    uint8_t toggles;

    if (!read_type(&description, out->type) || !prov_reader_u8(&description, &toggles)
        || (toggles != TOGGLES_PLAIN && toggles != TOGGLES_SALTED)
        || !prov_reader_cstring(&description, &out->label) || !is_label(out->label))
        return false;
    out->salted = toggles == TOGGLES_SALTED;
    if (out->salted
        && (!next_box(&description, "c2sh", &salt) || (salt.len != 16 && salt.len != 32)))
        return false;
    return description.len == 0;
}

bool
prov_jumbf_next(ProvReader *self, ProvJumbf *out)
{
    ProvReader rest = *self, description;
    ProvJumbf jumbf = { 0 };

    if (!next_box(&rest, "jumb", &jumbf.hashed))
        return false;
    jumbf.content = jumbf.hashed;
    if (!next_box(&jumbf.content, "jumd", &description) || !read_description(description, &jumbf))
        return false;

    *out = jumbf;
    *self = rest;
    return true;
}

bool
prov_jumbf_only_content(ProvReader content, const char *type, ProvReader *payload)
{
    return next_box(&content, type, payload) && content.len == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/fuzz-edit.h"

#include "client/provenance/prov-bmff.h"
#include "client/provenance/prov-cbor.h"
#include "tests/rig/rig-box.h"

#include <string.h>

#define MAX_DEPTH 10
#define MAX_UNIT  (256 * 1024) /* bytes: edits may double a unit, but not for ever */

enum {
    EDIT_SET,
    EDIT_XOR,
    EDIT_INSERT,
    EDIT_DELETE,
    EDIT_DOUBLE,
    EDIT_CUT,
    EDIT_NUMBER,
    EDIT_BORROW,
    EDIT_MOVE,
    EDIT_FLIP_ANYWHERE,
    N_EDITS
};

/* One edit as it stands in an input. */
typedef struct {
    unsigned kind;
    size_t point; /* of the table, modulo its length */
    int shift;    /* bytes from that point */
    size_t other; /* a second point */
    unsigned value;
} Edit;

static void
add_point(GArray *points, const uint8_t *start, const uint8_t *at)
{
    size_t offset = (size_t)(at - start);

    g_array_append_val(points, offset);
}

static void
add_items(GArray *points, const uint8_t *start, ProvReader content)
{
    ProvCborItem item;

    while (content.len > 0 && prov_cbor_next(&content, &item)) {
        add_point(points, start, item.encoded.data);
        if (item.type == PROV_CBOR_ARRAY || item.type == PROV_CBOR_MAP || item.type == PROV_CBOR_TAG
            || (item.type == PROV_CBOR_BYTES
                && prov_cbor_parse(item.content, PROV_CBOR_LENIENT, &(ProvCborItem){ 0 })))
            add_items(points, start, item.content);
    }
}

static bool
is_walk(ProvReader bytes)
{
    ProvBox box;

    if (bytes.len == 0)
        return false;
    while (prov_bmff_next(&bytes, &box)) {
        for (size_t i = 0; i < 4; i++)
            if (!g_ascii_isalnum(box.type[i]))
                return false;
    }
    return bytes.len == 0;
}

/* Boxes below boxes, whatever stands before the first of them in a full box or a uuid box. */
static void
add_boxes(GArray *points, const uint8_t *start, ProvReader bytes, unsigned depth)
{
    static const size_t heads[] = { 0, 4, 8, 37, 78 };
    ProvBox box;
    ProvCborItem item;

    while (depth < MAX_DEPTH && prov_bmff_next(&bytes, &box)) {
        add_point(points, start, box.whole.data);
        add_point(points, start, box.payload.data);
        for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
            ProvReader inner = box.payload;

            if (prov_reader_skip(&inner, heads[i]) && is_walk(inner)) {
                add_boxes(points, start, inner, depth + 1);
                break;
            }
        }
        if (prov_bmff_is(&box, "emsg") && prov_reader_skip(&box.payload, 58))
            add_items(points, start, box.payload);
        else if (prov_bmff_is(&box, "cbor")
                 && prov_cbor_parse(box.payload, PROV_CBOR_LENIENT, &item))
            add_items(points, start, box.payload);
    }
}

GArray *
fuzz_edit_points(GBytes *unit)
{
    GArray *points = g_array_new(FALSE, FALSE, sizeof(size_t));
    ProvReader bytes = prov_reader_from_bytes(unit);

    add_boxes(points, bytes.data, bytes, 0);
    add_point(points, bytes.data, bytes.data + bytes.len);
    return points;
}

static Edit
read_edit(const uint8_t *data)
{
    return (Edit){
        .kind = data[0] % N_EDITS,
        .point = (size_t)data[1] << 8 | data[2],
        .shift = (int8_t)data[3],
        .other = (size_t)data[4] << 8 | data[5],
        .value = (unsigned)data[6] << 8 | data[7],
    };
}

static size_t
place(const GArray *points, size_t point, int shift, size_t len)
{
    size_t at = g_array_index(points, size_t, point % points->len);

    at = shift < 0 && (size_t)-shift > at ? 0 : at + (size_t)shift;
    return MIN(at, len);
}

static void
insert(GByteArray *unit, size_t at, const uint8_t *data, size_t len)
{
    g_autofree uint8_t *tail = g_memdup2(unit->data + at, unit->len - at);
    guint tail_len = unit->len - (guint)at;

    if (len == 0 || unit->len + len > MAX_UNIT)
        return;
    g_byte_array_set_size(unit, (guint)at);
    g_byte_array_append(unit, data, (guint)len);
    if (tail_len > 0)
        g_byte_array_append(unit, tail, tail_len);
}

static void
write_number(GByteArray *unit, size_t at, unsigned value)
{
    static const uint32_t numbers[] = { 0,          1,          7,          8,         16,
                                        0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };
    uint32_t number = GUINT32_TO_BE(numbers[value % G_N_ELEMENTS(numbers)]);

    if (value >= 0x8000 && unit->len - at >= 4) { /* a little more or less than there is */
        number = rig_get_u32(unit->data + at) + (uint32_t)(int8_t)value;
        number = GUINT32_TO_BE(number);
    }
    memcpy(unit->data + at, &number, MIN(4, unit->len - at));
}

/* The region between a point and the next one, moved or copied to another point. */
static void
move_region(GByteArray *unit, const GArray *points, const Edit *edit)
{
    size_t at = place(points, edit->point, 0, unit->len);
    size_t len = place(points, edit->point + 1 + edit->value % 4, 0, unit->len);
    size_t to = place(points, edit->other, 0, unit->len);
    g_autofree uint8_t *region = NULL;

    len = len > at ? len - at : 0;
    if (len == 0)
        return;
    region = g_memdup2(unit->data + at, len);
    if (edit->kind != EDIT_DOUBLE) {
        g_byte_array_remove_range(unit, (guint)at, (guint)len);
        to = to > at ? to - MIN(len, to - at) : to;
    }
    insert(unit, MIN(to, unit->len), region, len);
}

static void
borrow(GByteArray *unit, size_t at, GBytes *donor, const Edit *edit)
{
    gsize len;
    const uint8_t *data = g_bytes_get_data(donor, &len);
    size_t n = MIN((size_t)edit->value % 512, MIN(unit->len, len) - MIN(at, MIN(unit->len, len)));

    if (n > 0)
        memcpy(unit->data + at, data + at, n);
}

static void
apply_bytes(GByteArray *unit, size_t at, const Edit *edit)
{
    uint8_t bytes[8];

    memset(bytes, (int)edit->value & 0xff, sizeof bytes);
    if (edit->kind == EDIT_INSERT) {
        insert(unit, at, bytes, 1 + edit->other % 8);
        return;
    }
    if (at == unit->len)
        return;
    if (edit->kind == EDIT_SET)
        unit->data[at] = (uint8_t)edit->value;
    else if (edit->kind == EDIT_XOR)
        unit->data[at] ^= (uint8_t)edit->value;
    else if (edit->kind == EDIT_DELETE)
        g_byte_array_remove_range(unit, (guint)at,
                                  (guint)MIN(1 + edit->other % 64, unit->len - at));
    else if (edit->kind == EDIT_NUMBER)
        write_number(unit, at, edit->value);
    else
        unit->data[(edit->point << 8 ^ edit->other) % unit->len] ^= (uint8_t)edit->value;
}

static void
apply_one(GByteArray *unit, const GArray *points, GBytes *donor, const Edit *edit)
{
    size_t at = place(points, edit->point, edit->shift, unit->len);

    if (unit->len == 0)
        return;
    if (edit->kind == EDIT_DOUBLE || edit->kind == EDIT_MOVE)
        move_region(unit, points, edit);
    else if (edit->kind == EDIT_CUT)
        g_byte_array_set_size(unit, (guint)at);
    else if (edit->kind == EDIT_BORROW)
        borrow(unit, at, donor, edit);
    else
        apply_bytes(unit, at, edit);
}

GBytes *
fuzz_edit_apply(GBytes *unit, GBytes *donor, const uint8_t *data, size_t len)
{
    g_autoptr(GArray) points = fuzz_edit_points(unit);
    g_autoptr(GByteArray) copy = g_byte_array_new();

    g_byte_array_append(copy, g_bytes_get_data(unit, NULL), (guint)g_bytes_get_size(unit));
    for (; len >= FUZZ_EDIT_LEN; data += FUZZ_EDIT_LEN, len -= FUZZ_EDIT_LEN) {
        Edit edit = read_edit(data);

        apply_one(copy, points, donor, &edit);
    }
    return g_bytes_new(copy->data, copy->len); /* exact size: the array is longer */
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The reader and the box walk: a failed read changes nothing, children tile what they came from. */
#include "tests/fuzz/fuzz.h"

#define MAX_DEPTH 8

void
fuzz_add_seeds(GPtrArray *seeds)
{
    g_ptr_array_add(seeds, g_bytes_ref(fuzz_world()->session->init));
    g_ptr_array_add(seeds, g_bytes_ref(fuzz_segment()));
}

static bool
read_some(ProvReader *reader, unsigned what, size_t *len)
{
    ProvReader view;
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;
    uint8_t u8;
    bool good;

    switch (what % 7) {
    case 0:
        *len = 1;
        return prov_reader_u8(reader, &u8);
    case 1:
        *len = 2;
        return prov_reader_u16(reader, &u16);
    case 2:
        *len = 3;
        return prov_reader_u24(reader, &u32);
    case 3:
        *len = 4;
        return prov_reader_u32(reader, &u32);
    case 4:
        *len = 8;
        return prov_reader_u64(reader, &u64);
    case 5:
        good = prov_reader_cstring(reader, &view);
        *len = good ? view.len + 1 : 0;
        return good;
    default:
        *len = what;
        return prov_reader_take(reader, what, &view);
    }
}

/* The bytes themselves choose what is read next. */
static void
check_reader(ProvReader reader)
{
    while (reader.len > 0) {
        ProvReader before = reader;
        unsigned what = reader.data[0];
        size_t len;

        if (read_some(&reader, what, &len)) {
            g_assert_true(reader.data == before.data + len && reader.len == before.len - len);
        } else {
            g_assert_true(reader.data == before.data && reader.len == before.len);
            g_assert_true(prov_reader_skip(&reader, 1));
        }
        if (reader.len == before.len)
            return; /* nothing asked for, nothing taken */
    }
}

static void
check_walk(ProvReader reader, unsigned depth)
{
    ProvReader before = reader;
    ProvBox box;

    while (prov_bmff_next(&reader, &box)) {
        g_assert_true(box.whole.data == before.data && box.whole.len >= 8);
        g_assert_cmpuint(reader.len + box.whole.len, ==, before.len);
        g_assert_true(fuzz_within(box.whole, box.payload));
        if (depth < MAX_DEPTH)
            check_walk(box.payload, depth + 1);
        before = reader;
    }
    g_assert_true(reader.data == before.data && reader.len == before.len);
}

static void
check_boxes(ProvReader file, const ProvBoxes *boxes)
{
    size_t at = 0;

    for (size_t i = 0; i < boxes->n; i++) {
        g_assert_cmpuint(boxes->box[i].offset, ==, at);
        g_assert_true(fuzz_within(file, boxes->box[i].whole));
        at += boxes->box[i].whole.len;
    }
    g_assert_cmpuint(at, ==, file.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ProvReader file = { data, size };
    g_autofree ProvInitLayout *init = g_new0(ProvInitLayout, 1);
    g_autofree ProvSegmentLayout *segment = g_new0(ProvSegmentLayout, 1);
    ProvVerdict verdict = { 0 };
    bool good;

    check_reader(file);
    check_walk(file, 0);
    good = prov_bmff_read_init(file, init, &verdict);
    fuzz_check_verdict(&verdict, good);
    if (good) {
        check_boxes(file, &init->boxes);
        g_assert_true(fuzz_within(file, init->store));
    }
    verdict = (ProvVerdict){ 0 };
    good = prov_bmff_read_segment(file, segment, &verdict);
    fuzz_check_verdict(&verdict, good);
    if (good) {
        check_boxes(file, &segment->boxes);
        g_assert_true(segment->n_pairs >= 1 && segment->n_pairs <= PROV_MAX_PAIRS);
        g_assert_true(prov_bmff_is_vsi(segment->emsg));
    }
    return 0;
}

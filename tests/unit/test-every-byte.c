/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every byte of a signed unit, changed; every truncation, small insertions and deletions where
 * boxes and CBOR items begin, every swap of two boxes. All are refused but what stands in the list
 * of survivors below, with the reason why nothing of it reaches the decoder or the screen.
 * "--all" tries all 255 other values of each byte.
 */
#include "tests/fuzz/fuzz-edit.h"
#include "tests/unit/covered.h"
#include "tests/unit/world.h"

#include <string.h>

#define WIDTH     96 /* an IDR picture of about 11 KB */
#define HEIGHT    80
#define MAX_SHIFT 8 /* bytes inserted or deleted */

typedef enum {
    UNIT_INIT,
    UNIT_SEGMENT,
} Unit;

/* What may change unseen: @len bytes from @at in the first box of @type. */
static const struct {
    Unit unit;
    const char *type;
    size_t at;
    size_t len;
    const char *why;
} survivors[] = {
    { UNIT_INIT, "ftyp", 8, 4,
      "major brand: one of a fixed list, in no hash, and no decision uses it" },
    { UNIT_INIT, "ftyp", 12, 4, "minor version: four bytes in no hash that nobody reads" },
    { UNIT_INIT, "ftyp", 16, 48, "compatible brand: as the major brand" },
    { UNIT_SEGMENT, "emsg", 62, 4, "event id: in no hash, and nobody reads it" },
};

typedef struct {
    World world;
    GBytes *init;
    GBytes *segment;
    ProvAdmission *admission; /* of the unchanged unit */
    size_t n_tried;
    size_t n_survived[G_N_ELEMENTS(survivors)];
    size_t n_reasons[PROV_REASON_NONE + 1];
} Fixture;

static bool all_values;

static void
set_up(Fixture *self, gconstpointer data)
{
    World *world = &self->world;
    g_autoptr(GBytes) avcc = rig_sample_avcc(WIDTH, HEIGHT);
    const RigTrack track = {
        .width = WIDTH, .height = HEIGHT, .timescale = WORLD_SCALE, .avcc = avcc
    };
    ProvVerdict verdict;

    world_set_up(world, data);
    rig_session_free(world->session);
    g_bytes_unref(world->moov);
    rig_gop_free(world->gop);
    world->moov = rig_mp4_moov(&track);
    world->gop = rig_gop_new(WIDTH, HEIGHT, 0x2060a0, WORLD_FRAMES, WORLD_TICKS, 0);
    world->session = world_session(world, world->front, 0, NULL);
    self->init = world->session->init;
    self->segment = world_segment(world, world->session, 1, NULL);
    verdict =
        prov_gate_submit(world->gate, self->init, self->segment, &world->now, &self->admission);
    world_assert_reason(verdict, "none");
    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
}

/* Nothing that was refused has moved the judge: the unit itself is still its next one. */
static void
tear_down(Fixture *self, gconstpointer data)
{
    ProvVerdict verdict = world_submit(&self->world, self->init, self->segment);

    world_assert_reason(verdict, "none");
    prov_admission_free(self->admission);
    g_bytes_unref(self->segment);
    world_tear_down(&self->world, data);
}

static size_t
find_survivor(const Fixture *self, Unit unit, size_t offset)
{
    GBytes *bytes = unit == UNIT_INIT ? self->init : self->segment;
    gsize len;
    const uint8_t *data = g_bytes_get_data(bytes, &len);

    for (size_t i = 0; i < G_N_ELEMENTS(survivors); i++) {
        RigBox box;

        if (survivors[i].unit == unit && rig_box_find(data, len, survivors[i].type, &box)
            && offset >= box.offset + survivors[i].at && offset < box.offset + box.size
            && offset < box.offset + survivors[i].at + survivors[i].len)
            return i;
    }
    g_error("byte %zu of the %s survives a change", offset,
            unit == UNIT_INIT ? "init segment" : "segment");
}

/* A mutant was admitted: it is in the list, and says the very same. */
static void
check_survivor(Fixture *self, Unit unit, size_t offset, GBytes *mutant, ProvAdmission *admission)
{
    self->n_survived[find_survivor(self, unit, offset)]++;
    g_assert_true(unit == UNIT_INIT ? covered_same_init(mutant, self->init)
                                    : covered_same_segment(mutant, self->segment));
    g_assert_true(covered_same_samples(admission, self->admission));
    prov_gate_free(self->world.gate); /* it has moved on */
    self->world.gate = prov_gate_new(self->world.expectation);
}

/* Judges @data in place of the unit; whether it was admitted. */
static bool
judge(Fixture *self, Unit unit, size_t offset, const void *data, size_t len)
{
    g_autoptr(GBytes) mutant = g_bytes_new(data, len);
    GBytes *init = unit == UNIT_INIT ? mutant : self->init;
    GBytes *segment = unit == UNIT_SEGMENT ? mutant : self->segment;
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict =
        prov_gate_submit(self->world.gate, init, segment, &self->world.now, &admission);

    self->n_tried++;
    self->n_reasons[verdict.reason]++;
    g_assert_true((admission != NULL) == prov_verdict_admits(&verdict));
    if (admission == NULL) {
        g_assert_cmpint(verdict.reason, !=, PROV_REASON_UNCHECKED);
        g_assert_cmpint(verdict.reason, !=, PROV_REASON_INTERNAL);
        return false;
    }
    check_survivor(self, unit, offset, mutant, admission);
    return true;
}

static void
report(const Fixture *self, const char *what)
{
    g_autoptr(GString) reasons = g_string_new(NULL);
    size_t n = 0;

    for (guint i = 0; i < PROV_REASON_NONE; i++)
        if (self->n_reasons[i] > 0)
            g_string_append_printf(reasons, " %s %zu", prov_reason_name((ProvReason)i),
                                   self->n_reasons[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(survivors); i++) {
        n += self->n_survived[i];
        if (self->n_survived[i] > 0)
            g_test_message("%zu survived: %s", self->n_survived[i], survivors[i].why);
    }
    g_test_message("%zu %s, %zu survived, refused:%s", self->n_tried, what, n, reasons->str);
}

static GBytes *
unit_bytes(const Fixture *self, Unit unit)
{
    return unit == UNIT_INIT ? self->init : self->segment;
}

static void
test_flips(Fixture *self, gconstpointer data)
{
    static const uint8_t few[] = { 0x01, 0x80, 0xff };
    Unit unit = (Unit)GPOINTER_TO_INT(data);
    g_autoptr(GByteArray) copy = world_copy(unit_bytes(self, unit));
    guint n = all_values ? 255 : G_N_ELEMENTS(few);

    for (guint at = 0; at < copy->len; at++) {
        for (guint i = 0; i < n; i++) {
            uint8_t flip = all_values ? (uint8_t)(i + 1) : few[i];

            copy->data[at] ^= flip;
            judge(self, unit, at, copy->data, copy->len);
            copy->data[at] ^= flip;
        }
    }
    report(self, "bytes flipped");
}

static void
test_truncations(Fixture *self, gconstpointer data)
{
    Unit unit = (Unit)GPOINTER_TO_INT(data);
    gsize len;
    const uint8_t *bytes = g_bytes_get_data(unit_bytes(self, unit), &len);

    for (gsize n = 0; n < len; n++)
        g_assert_false(judge(self, unit, n, bytes, n));
    report(self, "truncations");
}

/* Every box around @at says that it is @delta bytes longer. */
static void
mend_sizes(uint8_t *bytes, size_t len, const GArray *points, size_t at, int delta)
{
    for (guint i = 0; i < points->len; i++) {
        size_t box = g_array_index(points, size_t, i);
        uint32_t size;

        if (box + 8 > at || !g_ascii_isalnum(bytes[box + 4]) || !g_ascii_isalnum(bytes[box + 7]))
            continue;
        size = rig_get_u32(bytes + box);
        if (size < 8 || box + size < at || box + size > len)
            continue;
        size = GUINT32_TO_BE(size + (uint32_t)delta);
        memcpy(bytes + box, &size, sizeof size);
    }
}

/* Zeros, and a copy of what stands there: the two that a reader is most likely to pass over. */
static void
insert_at(Fixture *self, Unit unit, GByteArray *bytes, size_t at, size_t n)
{
    g_autofree uint8_t *longer = g_malloc0(bytes->len + n);

    memcpy(longer, bytes->data, at);
    memcpy(longer + at + n, bytes->data + at, bytes->len - at);
    g_assert_false(judge(self, unit, at, longer, bytes->len + n));
    memcpy(longer + at, bytes->data + at, MIN(n, bytes->len - at));
    g_assert_false(judge(self, unit, at, longer, bytes->len + n));
}

static void
delete_at(Fixture *self, Unit unit, GByteArray *bytes, size_t at, size_t n)
{
    g_autofree uint8_t *shorter = g_malloc(bytes->len - n);

    memcpy(shorter, bytes->data, at);
    memcpy(shorter + at, bytes->data + at + n, bytes->len - at - n);
    g_assert_false(judge(self, unit, at, shorter, bytes->len - n));
}

/* As they are, and with the sizes of the boxes around them put right. */
static void
shift_at(Fixture *self, Unit unit, const GArray *points, size_t at, size_t n)
{
    g_autoptr(GByteArray) plain = world_copy(unit_bytes(self, unit));
    g_autoptr(GByteArray) longer = world_copy(unit_bytes(self, unit));
    g_autoptr(GByteArray) shorter = world_copy(unit_bytes(self, unit));

    insert_at(self, unit, plain, at, n);
    mend_sizes(longer->data, longer->len, points, at, (int)n);
    insert_at(self, unit, longer, at, n);
    if (at + n > plain->len)
        return;
    delete_at(self, unit, plain, at, n);
    mend_sizes(shorter->data, shorter->len, points, at, -(int)n);
    delete_at(self, unit, shorter, at, n);
}

static void
test_shifts(Fixture *self, gconstpointer data)
{
    Unit unit = (Unit)GPOINTER_TO_INT(data);
    g_autoptr(GArray) points = fuzz_edit_points(unit_bytes(self, unit));

    g_assert_cmpuint(points->len, >, 20);
    for (guint i = 0; i < points->len; i++)
        for (size_t n = 1; n <= MAX_SHIFT; n++)
            shift_at(self, unit, points, g_array_index(points, size_t, i), n);
    report(self, "insertions and deletions");
}

static void
swap_boxes(Fixture *self, Unit unit, const uint8_t *bytes, size_t len, RigBox a, RigBox b)
{
    GByteArray *swapped = g_byte_array_new();

    rig_put_data(swapped, bytes, a.offset);
    rig_put_data(swapped, bytes + b.offset, b.size);
    rig_put_data(swapped, bytes + a.offset + a.size, b.offset - a.offset - a.size);
    rig_put_data(swapped, bytes + a.offset, a.size);
    rig_put_data(swapped, bytes + b.offset + b.size, len - b.offset - b.size);
    g_assert_cmpuint(swapped->len, ==, len);
    g_assert_false(judge(self, unit, a.offset, swapped->data, len));
    g_byte_array_unref(swapped);
}

static void
test_swaps(Fixture *self, gconstpointer data)
{
    Unit unit = (Unit)GPOINTER_TO_INT(data);
    gsize len;
    const uint8_t *bytes = g_bytes_get_data(unit_bytes(self, unit), &len);
    size_t pos = 0;
    RigBox a, b;

    while (rig_box_next(bytes, len, &pos, &a))
        for (size_t next = pos; rig_box_next(bytes, len, &next, &b);)
            swap_boxes(self, unit, bytes, len, a, b);
    report(self, "swaps");
}

static void
add(const char *name, void (*test)(Fixture *, gconstpointer))
{
    static const struct {
        const char *name;
        Unit unit;
    } units[] = { { "init", UNIT_INIT }, { "segment", UNIT_SEGMENT } };

    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        g_autofree char *path = g_strdup_printf("/every-byte/%s/%s", units[i].name, name);

        g_test_add(path, Fixture, GINT_TO_POINTER(units[i].unit), set_up, test, tear_down);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    all_values = argc > 1 && strcmp(argv[1], "--all") == 0;
    add("flips", test_flips);
    if (!all_values) {
        add("truncations", test_truncations);
        add("shifts", test_shifts);
        add("swaps", test_swaps);
    }
    return g_test_run();
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * False admissions, by number: a relay sends what it can make of everything it has ever seen, and
 * nothing of that is admitted; the honest units in between are. usage: test-many-hostile [--units
 * N]
 */
#include "tests/fuzz/fuzz-edit.h"
#include "tests/unit/covered.h"
#include "tests/unit/days.h"

#define N_EDITS      4  /* at most, of one changed unit */
#define HONEST_EVERY 16 /* hostile units between two honest ones, on average */

static unsigned n_units;

/* One unit as the relay hands it over. */
typedef struct {
    GBytes *init;
    GBytes *segment;
} Handed;

static Handed
foreign_unit(Days *self)
{
    return (Handed){ g_bytes_ref(self->stranger.session->init),
                     days_camera_shoot(self, &self->stranger, NULL) };
}

static Handed
foreign_segment(Days *self)
{
    return (Handed){ g_bytes_ref(self->front.session->init),
                     days_camera_shoot(self, &self->stranger, NULL) };
}

/* A unit of the front door that the hub has not seen yet; nothing moves. */
static GBytes *
own_next(Days *self)
{
    DaysCamera copy = self->front;

    return days_camera_shoot(self, &copy, NULL);
}

static Handed
foreign_init(Days *self)
{
    return (Handed){ g_bytes_ref(self->stranger.session->init), own_next(self) };
}

/* The session before the reboot goes on from where it was. */
static Handed
earlier_session(Days *self)
{
    DaysCamera old = self->front;

    old.session = self->front.before;
    old.clock_us = old.session->created_at_us + days_ticks_to_us(old.dts);
    return (Handed){ g_bytes_ref(old.session->init), days_camera_shoot(self, &old, NULL) };
}

static Handed
unit_before(Days *self)
{
    DaysCamera back = self->front;

    back.number = (uint64_t)g_rand_int_range(self->rand, 1, (gint32)MIN(back.number, 1 << 20));
    back.dts -= MIN(back.dts, days_gop_ticks(self->gops[0]));
    return (Handed){ g_bytes_ref(back.session->init), days_camera_shoot(self, &back, NULL) };
}

/* @one's header on what else is in @other. */
static GBytes *
swap_header(GBytes *one, GBytes *other)
{
    gsize one_len, other_len;
    const uint8_t *from = g_bytes_get_data(one, &one_len);
    const uint8_t *to = g_bytes_get_data(other, &other_len);
    GByteArray *unit = g_byte_array_new();
    RigBox header, styp, foreign;

    g_assert_true(rig_box_find(from, one_len, "emsg", &header));
    g_assert_true(rig_box_find(to, other_len, "emsg", &foreign));
    g_assert_true(rig_box_find(to, other_len, "styp", &styp));
    rig_put_data(unit, to, MIN(foreign.offset, styp.offset));
    rig_put_data(unit, from + header.offset, header.size);
    rig_put_data(unit, to + foreign.offset + foreign.size,
                 other_len - foreign.offset - foreign.size);
    return g_byte_array_free_to_bytes(unit);
}

/* The header of one unit on the pictures of another. All film the same wall: at the same place of
 * their sessions two units are the same but for their headers, so try again. */
static Handed
swapped_header(Days *self)
{
    g_autoptr(GBytes) one = own_next(self);
    GBytes *unit = NULL;

    do {
        g_autoptr(GBytes) other = days_camera_shoot(self, &self->stranger, NULL);

        g_clear_pointer(&unit, g_bytes_unref);
        unit = swap_header(one, other);
    } while (covered_same_segment(unit, one));
    return (Handed){ g_bytes_ref(self->front.session->init), unit };
}

static Handed
no_header(Days *self)
{
    g_autoptr(GBytes) segment = own_next(self);

    return (Handed){ g_bytes_ref(self->front.session->init), rig_vsi_strip(segment) };
}

/* Signed by the relay's own key, which claims to be the session's. */
static Handed
own_key(Days *self)
{
    RigSession session = *self->front.session;
    DaysCamera forger = self->front;

    session.key = self->stranger.session->key;
    forger.session = &session;
    return (Handed){ g_bytes_ref(session.init), days_camera_shoot(self, &forger, NULL) };
}

static GBytes *
edit(Days *self, GBytes *unit, GBytes *donor)
{
    uint8_t edits[N_EDITS * FUZZ_EDIT_LEN];

    for (size_t i = 0; i < sizeof edits; i++)
        edits[i] = (uint8_t)g_rand_int(self->rand);
    return fuzz_edit_apply(unit, donor, edits,
                           (size_t)g_rand_int_range(self->rand, 1, N_EDITS + 1) * FUZZ_EDIT_LEN);
}

/* What the signatures do not speak of may change: such a unit is the same one, so try again. */
static Handed
changed_segment(Days *self)
{
    g_autoptr(GBytes) segment = own_next(self);
    g_autoptr(GBytes) donor = days_camera_shoot(self, &self->stranger, NULL);
    GBytes *changed = edit(self, segment, donor);

    while (covered_same_segment(changed, segment)) {
        g_bytes_unref(changed);
        changed = edit(self, segment, donor);
    }
    return (Handed){ g_bytes_ref(self->front.session->init), changed };
}

static Handed
changed_init(Days *self)
{
    GBytes *init = self->front.session->init;
    GBytes *changed = edit(self, init, self->stranger.session->init);

    while (covered_same_init(changed, init)) {
        g_bytes_unref(changed);
        changed = edit(self, init, self->stranger.session->init);
    }
    return (Handed){ changed, own_next(self) };
}

/* The selected camera's unit with another one behind it, whole. */
static Handed
two_in_one(Days *self)
{
    g_autoptr(GBytes) segment = own_next(self);
    g_autoptr(GBytes) other = days_camera_shoot(self, &self->stranger, NULL);
    GByteArray *both = world_copy(segment);

    rig_put_data(both, g_bytes_get_data(other, NULL), g_bytes_get_size(other));
    return (Handed){ g_bytes_ref(self->front.session->init), g_byte_array_free_to_bytes(both) };
}

static Handed
cut_short(Days *self)
{
    g_autoptr(GBytes) segment = own_next(self);
    gint32 len = (gint32)g_bytes_get_size(segment);

    return (
        Handed){ g_bytes_ref(self->front.session->init),
                 g_bytes_new_from_bytes(segment, 0, (gsize)g_rand_int_range(self->rand, 0, len)) };
}

static const struct {
    const char *name;
    Handed (*make)(Days *self);
} attacks[] = {
    { "a stranger's unit", foreign_unit },
    { "a stranger's segment", foreign_segment },
    { "a stranger's init", foreign_init },
    { "a session before", earlier_session },
    { "a unit before", unit_before },
    { "another unit's header", swapped_header },
    { "no header", no_header },
    { "signed by the relay", own_key },
    { "a changed segment", changed_segment },
    { "a changed init", changed_init },
    { "two units in one", two_in_one },
    { "cut short", cut_short },
};

static void
refuse_one(Days *self, unsigned counts[])
{
    gint32 kind = g_rand_int_range(self->rand, 0, G_N_ELEMENTS(attacks));
    Handed handed = attacks[kind].make(self);
    ProvVerdict verdict;

    days_hub_receives(self);
    verdict = world_submit(self->world, handed.init, handed.segment);
    if (prov_verdict_admits(&verdict))
        g_error("%s was admitted in session %u before unit %" G_GUINT64_FORMAT, attacks[kind].name,
                self->n_sessions, self->front.number);
    counts[kind]++;
    g_bytes_unref(handed.init);
    g_bytes_unref(handed.segment);
}

static void
test_hostile(Days *self, G_GNUC_UNUSED gconstpointer data)
{
    unsigned counts[G_N_ELEMENTS(attacks)] = { 0 };
    unsigned n_honest = 0;

    self->front.clock_us += G_USEC_PER_SEC;
    days_camera_boot(self, &self->front); /* so that there is a session before */
    days_admit_next(self);
    for (unsigned i = 0; i < n_units; i++) {
        refuse_one(self, counts);
        if (!days_one_in(self, HONEST_EVERY))
            continue;
        if (days_one_in(self, 100)) {
            self->front.clock_us += 3 * G_USEC_PER_SEC;
            days_camera_boot(self, &self->front);
        }
        days_admit_next(self); /* what was refused has left nothing behind */
        n_honest++;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++)
        g_assert_cmpuint(counts[i], >, 0);
    g_test_message("figure: hostile=%u admitted=0 kinds=%zu between=%u sessions=%u", n_units,
                   G_N_ELEMENTS(attacks), n_honest, self->n_sessions);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    n_units = days_read_units(argc, argv, 2000);
    g_test_add("/many/hostile", Days, NULL, days_set_up, test_hostile, days_tear_down);
    return g_test_run();
}

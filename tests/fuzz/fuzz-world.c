/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* A harness is called with bytes and nothing else, so what it needs besides hangs here. */
typedef struct {
    World world;
    GBytes *segment;
    ProvAdmission *admission;
    ProvInitLayout init_layout;
    ProvTrackConfig track;
} Home;

static Home *
home(void)
{
    static Home *self;
    ProvVerdict verdict = { 0 };

    if (self != NULL)
        return self;

    self = g_new0(Home, 1);
    world_set_up(&self->world, NULL);
    self->segment = world_segment(&self->world, self->world.session, 1, NULL);
    verdict = prov_gate_submit(self->world.gate, self->world.session->init, self->segment,
                               &self->world.now, &self->admission);
    g_assert_true(prov_verdict_admits(&verdict));
    verdict = (ProvVerdict){ 0 };
    g_assert_true(prov_bmff_read_init(prov_reader_from_bytes(self->world.session->init),
                                      &self->init_layout, &verdict));
    g_assert_true(prov_track_read(prov_reader_from_bytes(self->world.session->init),
                                  self->init_layout.moov, PROV_MEDIA_VIDEO, &self->track,
                                  &verdict));
    return self;
}

World *
fuzz_world(void)
{
    return &home()->world;
}

GBytes *
fuzz_segment(void)
{
    return home()->segment;
}

const ProvAdmission *
fuzz_admission(void)
{
    return home()->admission;
}

const ProvTrackConfig *
fuzz_track(void)
{
    return &home()->track;
}

GBytes *
fuzz_box(GBytes *file, const char *path)
{
    RigBox box;
    size_t len;
    const uint8_t *data = g_bytes_get_data(file, &len);

    g_assert_true(rig_box_find(data, len, path, &box));
    return g_bytes_new(data + box.offset, box.size);
}

GBytes *
fuzz_copy(ProvReader bytes)
{
    return g_bytes_new(bytes.data, bytes.len);
}

GBytes *
fuzz_store(GBytes *init)
{
    g_autofree ProvInitLayout *layout = g_new0(ProvInitLayout, 1);
    ProvVerdict verdict = { 0 };

    g_assert_true(prov_bmff_read_init(prov_reader_from_bytes(init), layout, &verdict));
    return fuzz_copy(layout->store);
}

bool
fuzz_within(ProvReader outer, ProvReader inner)
{
    return inner.len == 0
           || (inner.data >= outer.data && inner.len <= outer.len
               && inner.data + inner.len <= outer.data + outer.len);
}

void
fuzz_check_verdict(const ProvVerdict *verdict, bool good)
{
    if (good) {
        g_assert_cmpint(verdict->reason, ==, PROV_REASON_UNCHECKED);
        g_assert_null(verdict->detail);
    } else {
        g_assert_cmpint(verdict->reason, >, PROV_REASON_UNCHECKED);
        g_assert_cmpint(verdict->reason, <, PROV_REASON_NONE);
        g_assert_nonnull(verdict->detail);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pipeline/player-fixture.h"

static void
on_frame(PipeFrame *frame, gpointer user_data)
{
    Fixture *self = user_data;
    int64_t now = g_get_monotonic_time();

    g_mutex_lock(&self->lock);
    g_ptr_array_add(self->frames, pipe_frame_ref(frame));
    g_array_append_val(self->times, now);
    g_cond_signal(&self->more);
    g_mutex_unlock(&self->lock);
}

static void
on_status(PipeStatus status, gpointer user_data)
{
    Fixture *self = user_data;

    g_assert_cmpint(status, ==, PIPE_STATUS_DECODE_FAILED);
    self->n_failed++;
}

void
fixture_select(Fixture *self, const char *link, uint64_t generation)
{
    g_clear_pointer(&self->player, pipe_player_free);
    self->player =
        pipe_player_new(link, generation, PIPE_PIXELS_RGB, on_frame, self, on_status, self);
}

void
fixture_set_up(Fixture *self, gconstpointer data)
{
    world_set_up(&self->world, data);
    g_mutex_init(&self->lock);
    g_cond_init(&self->more);
    self->frames = g_ptr_array_new_with_free_func((GDestroyNotify)pipe_frame_unref);
    self->times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    fixture_select(self, FRONT, 1);
}

void
fixture_tear_down(Fixture *self, gconstpointer data)
{
    pipe_player_free(self->player);
    g_ptr_array_unref(self->frames);
    g_array_unref(self->times);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->more);
    world_tear_down(&self->world, data);
}

ProvGate *
fixture_gate(Fixture *self, const char *link, uint64_t generation)
{
    g_autoptr(ProvExpectation) expectation = world_expect(self->world.front, self->world.maker);

    g_free(expectation->link);
    expectation->link = g_strdup(link);
    expectation->generation = generation;
    return prov_gate_new(expectation);
}

ProvAdmission *
fixture_admit_media(Fixture *self, ProvGate *gate, uint64_t number, GBytes *media)
{
    World *world = &self->world;
    g_autoptr(GBytes) segment = world_sign(world, world->session, number, media, NULL);
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict;

    world_at(world, 0, number);
    verdict = prov_gate_submit(gate != NULL ? gate : world->gate, world->session->init, segment,
                               &world->now, &admission);
    world_assert_reason(verdict, "none");
    return g_steal_pointer(&admission);
}

ProvAdmission *
fixture_admit(Fixture *self, ProvGate *gate, uint64_t number)
{
    g_autoptr(GBytes) media = world_media(&self->world, number);

    return fixture_admit_media(self, gate, number, media);
}

unsigned
fixture_wait(Fixture *self, unsigned n, unsigned ms)
{
    int64_t end = g_get_monotonic_time() + ms * INT64_C(1000);
    unsigned n_frames;

    g_mutex_lock(&self->lock);
    while (self->frames->len < n && g_cond_wait_until(&self->more, &self->lock, end))
        continue;
    n_frames = self->frames->len;
    g_mutex_unlock(&self->lock);
    return n_frames;
}

unsigned
fixture_n_frames(Fixture *self)
{
    return fixture_wait(self, 0, 0);
}

PipeFrame *
fixture_frame(Fixture *self, unsigned index)
{
    PipeFrame *frame;

    g_mutex_lock(&self->lock);
    g_assert_cmpuint(index, <, self->frames->len);
    frame = g_ptr_array_index(self->frames, index);
    g_mutex_unlock(&self->lock);
    return frame;
}

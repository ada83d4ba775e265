/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/days.h"

#include <stdlib.h>
#include <string.h>

unsigned
days_read_units(int argc, char **argv, unsigned few)
{
    if (argc == 3 && strcmp(argv[1], "--units") == 0)
        return (unsigned)strtoul(argv[2], NULL, 10);
    return few;
}

bool
days_one_in(Days *self, gint32 n)
{
    return g_rand_int_range(self->rand, 0, n) == 0;
}

int64_t
days_some_seconds(Days *self, gint32 from, gint32 to)
{
    return g_rand_int_range(self->rand, from, to) * (int64_t)G_USEC_PER_SEC;
}

uint64_t
days_gop_ticks(const RigGop *gop)
{
    return gop->n_samples * (uint64_t)gop->samples[0].duration;
}

int64_t
days_ticks_to_us(uint64_t ticks)
{
    return (int64_t)(ticks * G_USEC_PER_SEC / WORLD_SCALE);
}

void
days_camera_boot(Days *self, DaysCamera *camera)
{
    RigAlg rare = days_one_in(self, 10) ? RIG_ALG_ES384 : RIG_ALG_EDDSA; /* ES384 costs ten times */
    const RigSessionSpec spec = { .key_alg = days_one_in(self, 4) ? rare : RIG_ALG_ES256 };

    g_clear_pointer(&camera->before, rig_session_free);
    camera->before = camera->session;
    camera->session = rig_session_new(camera->identity, self->world->moov, camera->clock_us, &spec);
    camera->number = 1;
    camera->dts = 0;
    self->n_sessions++;
}

/* The next unit's pictures, unsigned. */
static GBytes *
camera_film(const DaysCamera *camera, const RigGop *gop)
{
    return rig_mp4_segment((uint32_t)camera->number, camera->dts, gop->samples, gop->n_samples, 1);
}

void
days_camera_advance(DaysCamera *camera, const RigGop *gop)
{
    camera->number++;
    camera->dts += days_gop_ticks(gop);
    camera->clock_us += days_ticks_to_us(days_gop_ticks(gop));
}

/* The clock of a camera wanders a little against its pictures. */
GBytes *
days_camera_shoot(Days *self, DaysCamera *camera, GPtrArray *nonces)
{
    const RigGop *gop = self->gops[g_rand_int_range(self->rand, 0, DAYS_N_GOPS)];
    g_autoptr(GBytes) media = camera_film(camera, gop);
    int64_t wander_us = g_rand_int_range(self->rand, 0, 300000);
    GBytes *segment = rig_session_sign(camera->session, camera->number,
                                       camera->clock_us + wander_us, nonces, media, NULL);

    days_camera_advance(camera, gop);
    return segment;
}

void
days_set_up(Days *self, gconstpointer data)
{
    self->world = g_new0(World, 1);
    world_set_up(self->world, data);
    self->rand = g_rand_new_with_seed(g_test_rand_int());
    for (size_t i = 0; i < DAYS_N_GOPS; i++)
        self->gops[i] = rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, 1 + 4 * i, WORLD_TICKS, 0);
    self->front = (DaysCamera){ .identity = self->world->front, .clock_us = WORLD_NOW_US };
    self->stranger = (DaysCamera){ .identity = self->world->stranger, .clock_us = WORLD_NOW_US };
    days_camera_boot(self, &self->front);
    days_camera_boot(self, &self->stranger);
}

void
days_tear_down(Days *self, gconstpointer data)
{
    g_clear_pointer(&self->front.session, rig_session_free);
    g_clear_pointer(&self->front.before, rig_session_free);
    g_clear_pointer(&self->stranger.session, rig_session_free);
    g_clear_pointer(&self->stranger.before, rig_session_free);
    for (size_t i = 0; i < DAYS_N_GOPS; i++)
        rig_gop_free(self->gops[i]);
    g_rand_free(self->rand);
    world_tear_down(self->world, data);
    g_free(self->world);
}

void
days_hub_joins(Days *self)
{
    World *world = self->world;
    static const ProvClockTrust trusts[] = { PROV_CLOCK_TRUSTED, PROV_CLOCK_TRUSTED,
                                             PROV_CLOCK_FLOOR, PROV_CLOCK_NONE };

    prov_gate_free(world->gate);
    world->gate = prov_gate_new(world->expectation);
    world->now.trust = trusts[g_rand_int_range(self->rand, 0, G_N_ELEMENTS(trusts))];
    self->n_joins++;
}

void
days_hub_receives(Days *self)
{
    ProvClock *now = &self->world->now;
    int64_t delay_us = days_one_in(self, 50) ? days_some_seconds(self, 0, 50) : 0;
    int64_t wall_us = self->front.clock_us + delay_us;

    now->boot_us = wall_us - WORLD_NOW_US + G_USEC_PER_SEC;
    if (now->trust == PROV_CLOCK_TRUSTED)
        now->wall_us = wall_us + g_rand_int_range(self->rand, -4000000, 4000000);
    else
        now->wall_us = now->trust == PROV_CLOCK_FLOOR ? WORLD_NOW_US : 0;
}

/* A nonce of this hub that the camera will repeat, now and then. */
static GPtrArray *
hub_asks(Days *self)
{
    uint8_t nonce[PROV_NONCE_LEN];
    GPtrArray *nonces;

    if (!days_one_in(self, 8))
        return NULL;
    for (size_t i = 0; i < sizeof nonce; i++)
        nonce[i] = (uint8_t)g_rand_int(self->rand);
    prov_gate_expect_nonce(self->world->gate, nonce, self->world->now.boot_us);
    nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(nonces, g_bytes_new(nonce, sizeof nonce));
    return nonces;
}

void
days_admit_next(Days *self)
{
    g_autoptr(GPtrArray) nonces = hub_asks(self);
    g_autoptr(GBytes) segment = days_camera_shoot(self, &self->front, nonces);
    ProvVerdict verdict;

    days_hub_receives(self);
    verdict = world_submit(self->world, self->front.session->init, segment);
    if (!prov_verdict_admits(&verdict))
        g_error("unit %" G_GUINT64_FORMAT " of session %u was refused: %s, %s",
                self->front.number - 1, self->n_sessions, prov_reason_name(verdict.reason),
                verdict.detail);
}

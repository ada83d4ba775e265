/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/world.h"

ProvExpectation *
world_expect(RigIdentity *camera, RigMaker *maker)
{
    ProvExpectation *self = prov_expectation_new();
    uint8_t pin[PROV_PIN_LEN];

    rig_identity_get_pin(camera, pin);
    prov_expectation_add_pin(self, pin);
    self->anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(self->anchors, g_bytes_ref(maker->root));
    self->link = g_strdup("0123456789abcdef0123456789abcdef");
    self->generation = 1;
    self->signed_time = true;
    self->has_device = true;
    rig_identity_get_pin(camera, self->device);
    rig_identity_get_issuer_pin(camera, self->issuer);
    self->serial = rig_identity_get_serial(camera);
    return self;
}

void
world_select(World *self, ProvExpectation *expectation)
{
    prov_gate_free(self->gate);
    prov_expectation_unref(self->expectation);
    self->expectation = expectation;
    self->gate = prov_gate_new(expectation);
}

RigSession *
world_session(World *self, RigIdentity *camera, int seconds, const RigSessionSpec *spec)
{
    return rig_session_new(camera, self->moov, WORLD_NOW_US + (int64_t)seconds * G_USEC_PER_SEC,
                           spec);
}

void
world_set_up(World *self, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) avcc = rig_sample_avcc(WORLD_WIDTH, WORLD_HEIGHT);
    const RigTrack track = {
        .width = WORLD_WIDTH, .height = WORLD_HEIGHT, .timescale = WORLD_SCALE, .avcc = avcc
    };

    self->maker = rig_maker_new("maker-a", RIG_MAKER_PRODUCTION);
    self->other_maker = rig_maker_new("maker-b", RIG_MAKER_PRODUCTION);
    self->front = rig_identity_new_camera(self->maker, "front", "A-0001", RIG_ALG_ES256);
    self->nursery = rig_identity_new_camera(self->maker, "nursery", "A-0002", RIG_ALG_ES256);
    self->stranger = rig_identity_new_camera(self->maker, "kitchen", "A-0003", RIG_ALG_ES256);
    self->moov = rig_mp4_moov(&track);
    self->gop = rig_gop_new(WORLD_WIDTH, WORLD_HEIGHT, 0x2060a0, WORLD_FRAMES, WORLD_TICKS, 0);
    self->session = world_session(self, self->front, 0, NULL);
    self->expectation = world_expect(self->front, self->maker);
    self->gate = prov_gate_new(self->expectation);
    world_at(self, 0, 1);
}

void
world_tear_down(World *self, G_GNUC_UNUSED gconstpointer data)
{
    prov_gate_free(self->gate);
    prov_expectation_unref(self->expectation);
    rig_session_free(self->session);
    rig_gop_free(self->gop);
    g_bytes_unref(self->moov);
    rig_identity_unref(self->front);
    rig_identity_unref(self->nursery);
    rig_identity_unref(self->stranger);
    rig_maker_unref(self->maker);
    rig_maker_unref(self->other_maker);
}

GBytes *
world_media(World *self, uint64_t number)
{
    return rig_mp4_segment((uint32_t)number, (number - 1) * WORLD_SCALE, self->gop->samples,
                           self->gop->n_samples, 1);
}

GBytes *
world_sign(G_GNUC_UNUSED World *self,
           const RigSession *session,
           uint64_t number,
           GBytes *media,
           const RigVsiSpec *spec)
{
    int64_t capture_us = session->created_at_us + (int64_t)(number - 1) * WORLD_UNIT_US;

    return rig_session_sign(session, number, capture_us, NULL, media, spec);
}

GBytes *
world_sign_with(World *self,
                const RigSession *session,
                const RigSessionKey *key,
                uint64_t number,
                GBytes *media)
{
    RigSession other = *session;

    other.key = key->key;
    other.kid = key->kid;
    return world_sign(self, &other, number, media, NULL);
}

GBytes *
world_segment(World *self, const RigSession *session, uint64_t number, const RigVsiSpec *spec)
{
    g_autoptr(GBytes) media = world_media(self, number);

    return world_sign(self, session, number, media, spec);
}

void
world_at(World *self, int seconds, uint64_t number)
{
    self->now.trust = PROV_CLOCK_TRUSTED;
    self->now.wall_us =
        WORLD_NOW_US + (int64_t)seconds * G_USEC_PER_SEC + (int64_t)number * WORLD_UNIT_US + 100000;
    self->now.boot_us = self->now.wall_us - WORLD_NOW_US + G_USEC_PER_SEC;
}

ProvVerdict
world_submit(World *self, GBytes *init, GBytes *segment)
{
    g_autoptr(ProvAdmission) admission = NULL;
    ProvVerdict verdict = prov_gate_submit(self->gate, init, segment, &self->now, &admission);

    g_assert_cmpint(admission != NULL, ==, prov_verdict_admits(&verdict));
    if (admission != NULL) {
        g_assert_true(prov_admission_get_segment(admission) == segment);
        g_assert_true(g_bytes_equal(prov_admission_get_init(admission), init));
        g_assert_true(verdict.selected && verdict.chain && verdict.has_signer);
        g_assert_null(verdict.detail);
    } else {
        g_assert_nonnull(verdict.detail);
    }
    return verdict;
}

ProvVerdict
world_submit_first(World *self, const RigSession *session)
{
    g_autoptr(GBytes) segment = world_segment(self, session, 1, NULL);

    return world_submit(self, session->init, segment);
}

void
world_assert_heals(World *world)
{
    g_autoptr(GBytes) next = world_segment(world, world->session, 3, NULL);

    world_at(world, 0, 3);
    world_assert_reason(world_submit(world, world->session->init, next), "none");
}

GByteArray *
world_copy(GBytes *bytes)
{
    GByteArray *copy = g_byte_array_new();

    g_byte_array_append(copy, g_bytes_get_data(bytes, NULL), (guint)g_bytes_get_size(bytes));
    return copy;
}

size_t
world_find(GByteArray *bytes, const char *path)
{
    RigBox box;

    g_assert_true(rig_box_find(bytes->data, bytes->len, path, &box));
    return box.offset;
}

void
world_insert(GByteArray *bytes, size_t at, const void *data, size_t len)
{
    g_autoptr(GBytes) tail = g_bytes_new(bytes->data + at, bytes->len - at);

    g_byte_array_set_size(bytes, (guint)at);
    g_byte_array_append(bytes, data, (guint)len);
    g_byte_array_append(bytes, g_bytes_get_data(tail, NULL), (guint)g_bytes_get_size(tail));
}

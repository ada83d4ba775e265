/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-camera.h"

#include "tests/rig/rig-mp4.h"
#include "tests/rig/rig-session.h"

#define KID_LEN 16 /* bytes */
/* A session key lives for a day; a camera that runs longer starts anew well before. */
#define SESSION_US (12 * G_TIME_SPAN_HOUR)

/* One run of the camera and what is left of it. */
typedef struct {
    RigSession *session;
    unsigned number;
    uint64_t sequence; /* of the newest segment */
    uint64_t decode_time;
    RigObject *init;
    GPtrArray *segments; /* of RigObject, oldest first */
} Run;

struct RigCamera {
    guint index;
    RigCamera *sound; /* NULL: it has none, or this is one */
    bool is_sound;
    guint timescale; /* ticks per second */
    guint ticks;     /* of a frame */
    guint frames;    /* of a segment */
    RigCameraSpec *spec;
    RigIdentity *identity;
    RigCameraFunc handler;
    gpointer user_data;
    GBytes *moov;
    Run *next; /* made, but its first segment is not complete: what is served is still @run */
    Run *run;
    Run *old;
    unsigned n_runs;
    uint64_t n_segments; /* media sequence number of the next one */
    uint64_t n_challenges;
    GQueue nonces;        /* of GBytes, waiting for a segment to start */
    GPtrArray *answering; /* of GBytes: those of the segment under way */
    GArray *samples;      /* of RigSample: the segment under way; empty between segments */
    int64_t capture_us;   /* of its first sample */
    bool restart;
};

static void
run_free(Run *run)
{
    if (run == NULL)
        return;
    rig_session_free(run->session);
    rig_object_unref(run->init);
    g_ptr_array_unref(run->segments);
    g_free(run);
}

static RigCamera *
camera_new(guint index, const RigCameraSpec *spec, RigIdentity *identity, bool is_sound)
{
    RigCamera *self = g_new0(RigCamera, 1);

    self->index = index;
    self->is_sound = is_sound;
    self->timescale = is_sound ? RIG_SOUND_RATE : RIG_CAMERA_TIMESCALE;
    self->ticks = is_sound ? RIG_SOUND_FRAME : RIG_CAMERA_TIMESCALE / RIG_CAMERA_FPS;
    self->spec = rig_camera_spec_copy(spec);
    self->identity = rig_identity_ref(identity);
    self->answering = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    self->samples = g_array_new(FALSE, FALSE, sizeof(RigSample));
    g_queue_init(&self->nonces);
    return self;
}

RigCamera *
rig_camera_new(guint index, const RigCameraSpec *spec, RigIdentity *identity, guint frames)
{
    RigCamera *self = camera_new(index, spec, identity, false);

    self->frames = frames;
    if (spec->sound) {
        self->sound = camera_new(index, spec, identity, true);
        /* as long as the pictures' segments, as nearly as there is */
        self->sound->frames =
            (guint)((uint64_t)frames * RIG_SOUND_RATE / RIG_CAMERA_FPS / RIG_SOUND_FRAME);
    }
    return self;
}

static void
drop_samples(RigCamera *self)
{
    for (guint i = 0; i < self->samples->len; i++)
        g_bytes_unref(g_array_index(self->samples, RigSample, i).data);
    g_array_set_size(self->samples, 0);
}

void
rig_camera_free(RigCamera *self)
{
    if (self == NULL)
        return;
    rig_camera_free(self->sound);
    drop_samples(self);
    g_array_unref(self->samples);
    g_ptr_array_unref(self->answering);
    g_queue_clear_full(&self->nonces, (GDestroyNotify)g_bytes_unref);
    run_free(self->next);
    run_free(self->run);
    run_free(self->old);
    g_clear_pointer(&self->moov, g_bytes_unref);
    rig_identity_unref(self->identity);
    rig_camera_spec_free(self->spec);
    g_free(self);
}

RigCamera *
rig_camera_get_sound(const RigCamera *self)
{
    return self->sound;
}

void
rig_camera_set_handler(RigCamera *self, RigCameraFunc handler, gpointer user_data)
{
    self->handler = handler;
    self->user_data = user_data;
}

static void
set_track(RigCamera *self, const RigTrack *track)
{
    g_autoptr(GBytes) moov = rig_mp4_moov(track);

    if (self->moov != NULL && g_bytes_equal(moov, self->moov))
        return;
    g_clear_pointer(&self->moov, g_bytes_unref);
    self->moov = g_steal_pointer(&moov);
    self->restart = true;
}

void
rig_camera_set_format(RigCamera *self, guint16 width, guint16 height, GBytes *avcc)
{
    const RigTrack track = {
        .width = width, .height = height, .timescale = RIG_CAMERA_TIMESCALE, .avcc = avcc
    };

    set_track(self, &track);
}

void
rig_camera_set_sound_format(RigCamera *self, GBytes *asc)
{
    const RigTrack track = { .timescale = RIG_SOUND_RATE, .asc = asc, .channels = 1 };

    set_track(self, &track);
}

void
rig_camera_reboot(RigCamera *self)
{
    drop_samples(self);
    self->restart = true;
    if (self->sound != NULL)
        rig_camera_reboot(self->sound);
}

/* What was served until now is over. */
static void
retire_run(RigCamera *self)
{
    if (self->run == NULL)
        return;
    run_free(self->old);
    self->old = g_steal_pointer(&self->run);
}

void
rig_camera_set_identity(RigCamera *self, RigIdentity *identity)
{
    rig_identity_ref(identity);
    rig_identity_unref(self->identity);
    self->identity = identity;
    retire_run(self);
    if (self->sound != NULL)
        rig_camera_set_identity(self->sound, identity);
    rig_camera_reboot(self);
}

void
rig_camera_challenge(RigCamera *self, GBytes *nonce)
{
    self->n_challenges++;
    g_queue_push_tail(&self->nonces, g_bytes_ref(nonce));
    if (g_queue_get_length(&self->nonces) > RIG_MAX_NONCES)
        g_bytes_unref(g_queue_pop_head(&self->nonces));
}

/* A session key, named after itself: no two cameras' segments name the same one. */
static GPtrArray *
make_session_keys(int64_t now_us)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)rig_session_key_free);
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    g_autoptr(GBytes) kid = NULL;
    uint8_t pin[RIG_PIN_LEN];

    rig_key_get_pin(key, pin);
    kid = g_bytes_new(pin, KID_LEN);
    g_ptr_array_add(keys, rig_session_key_new(key, kid, now_us));
    return keys;
}

/* Everything a camera makes anew when it starts. */
static Run *
start_run(RigCamera *self, int64_t now_us)
{
    g_autoptr(GPtrArray) keys = make_session_keys(now_us);
    const RigSessionSpec spec = { .session_keys = keys };
    Run *run = g_new0(Run, 1);

    run->session = rig_session_new(self->identity, self->moov, now_us, &spec);
    run->number = ++self->n_runs;
    run->init = rig_object_new(RIG_OBJECT_INIT, self->is_sound, self->index, run->number,
                               run->session->init);
    run->segments = g_ptr_array_new_with_free_func((GDestroyNotify)rig_object_unref);
    return run;
}

static void
start_segment(RigCamera *self, const RigUnit *unit)
{
    GBytes *nonce;

    if (self->run != NULL && unit->capture_us - self->run->session->created_at_us > SESSION_US)
        self->restart = true;
    if (self->restart) {
        run_free(self->next);
        self->next = start_run(self, unit->capture_us);
        self->restart = false;
    }
    self->capture_us = unit->capture_us;
    g_ptr_array_set_size(self->answering, 0);
    while ((nonce = g_queue_pop_head(&self->nonces)) != NULL)
        g_ptr_array_add(self->answering, nonce);
}

static void
forget_old(Run *run)
{
    const int64_t oldest = g_get_monotonic_time() - RIG_KEPT_US;

    while (run->segments->len > 0
           && ((RigObject *)g_ptr_array_index(run->segments, 0))->made_us < oldest)
        g_ptr_array_remove_index(run->segments, 0);
}

static void
end_segment(RigCamera *self)
{
    const guint n = self->samples->len;
    Run *run = self->next != NULL ? self->next : self->run;
    g_autoptr(GBytes) media = rig_mp4_segment((uint32_t)run->sequence + 1, run->decode_time,
                                              (const RigSample *)(void *)self->samples->data, n, 1);
    g_autoptr(GBytes) bytes = rig_session_sign(run->session, run->sequence + 1, self->capture_us,
                                               self->answering, media, NULL);
    RigObject *object =
        rig_object_new(RIG_OBJECT_SEGMENT, self->is_sound, self->index, run->number, bytes);

    run->decode_time += (uint64_t)n * self->ticks;
    object->sequence = ++run->sequence;
    object->number = self->n_segments++;
    object->duration_us = (int64_t)n * self->ticks * G_USEC_PER_SEC / self->timescale;
    g_ptr_array_add(run->segments, object);
    drop_samples(self);
    if (run == self->next) {
        retire_run(self);
        self->run = g_steal_pointer(&self->next);
    }
    forget_old(run);
    if (self->handler != NULL)
        self->handler(self, self->user_data);
}

void
rig_camera_push(RigCamera *self, const RigUnit *unit)
{
    const RigSample sample = { .data = unit->data, .duration = self->ticks, .sync = unit->sync };

    if (self->moov == NULL)
        return;
    if (unit->sync && !self->is_sound && self->samples->len > 0)
        end_segment(self);
    if (self->samples->len == 0) {
        /* a segment begins with a sync one; what comes before the first one can't be shown */
        if (!unit->sync)
            return;
        start_segment(self, unit);
    }
    g_bytes_ref(unit->data);
    g_array_append_val(self->samples, sample);
    if (self->samples->len == self->frames)
        end_segment(self);
}

const RigCameraSpec *
rig_camera_get_spec(const RigCamera *self)
{
    return self->spec;
}

guint
rig_camera_get_index(const RigCamera *self)
{
    return self->index;
}

unsigned
rig_camera_get_session(const RigCamera *self)
{
    return self->run != NULL ? self->run->number : 0;
}

uint64_t
rig_camera_get_sequence(const RigCamera *self)
{
    return self->run != NULL ? self->run->sequence : 0;
}

uint64_t
rig_camera_get_challenges(const RigCamera *self)
{
    return self->n_challenges;
}

RigObject *
rig_camera_get_init(const RigCamera *self)
{
    return self->run != NULL ? self->run->init : NULL;
}

RigObject *
rig_camera_get_old_init(const RigCamera *self)
{
    return self->old != NULL ? self->old->init : NULL;
}

GPtrArray *
rig_camera_get_segments(const RigCamera *self)
{
    return self->run != NULL ? self->run->segments : NULL;
}

GPtrArray *
rig_camera_get_old_segments(const RigCamera *self)
{
    return self->old != NULL ? self->old->segments : NULL;
}

static RigObject *
find_in_run(const Run *run, RigObjectKind kind, unsigned session, uint64_t sequence)
{
    if (run == NULL || run->number != session)
        return NULL;
    if (kind == RIG_OBJECT_INIT)
        return run->init;
    for (guint i = run->segments->len; i > 0; i--) {
        RigObject *object = g_ptr_array_index(run->segments, i - 1);

        if (object->sequence == sequence)
            return object;
    }
    return NULL;
}

RigObject *
rig_camera_find(const RigCamera *self, RigObjectKind kind, unsigned session, uint64_t sequence)
{
    RigObject *object = find_in_run(self->run, kind, session, sequence);

    return object != NULL ? object : find_in_run(self->old, kind, session, sequence);
}

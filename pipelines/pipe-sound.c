/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-chain.h"
#include "pipelines/pipe-speaker.h"
#include "pipelines/pipe-sync.h"
#include "pipelines/pipe-unit.h"

#define MAX_WAITING  8 /* units: so far ahead of its picture sound may come */
#define MAX_RESTARTS 3
#define END_US       (100 * 1000) /* so long its end is waited for */

/* One admitted unit on its way, sample by sample. */
typedef struct {
    ProvTrack track;
    GBytes *config;
    GPtrArray *buffers; /* of GstBuffer */
    GArray *stamps;     /* of PipeStamp, one for each */
    guint next;         /* the first that is still here */
} Unit;

/*
 * Three threads meet here: whoever pushes, the main thread, and the feeder (a thread of its own,
 * the only one that touches the chain). No sample is given to the decoder before its time has
 * nearly come: so whatever happens to the picture in between is heeded.
 */
struct PipeSound {
    gatomicrefcount ref; /* its owner's and the feeder's */
    /* immutable */
    char *link;
    uint64_t generation;
    PipeSpeakerFunc make_speaker;
    gpointer speaker_data;
    PipeSoundFunc on_state;
    gpointer state_data;
    GMainContext *context;

    GMutex lock;
    GCond wake; /* the feeder's */
    GCond ended;
    bool over;              /* lock: the feeder has come to its end */
    GQueue waiting;         /* lock: of Unit, at most MAX_WAITING */
    PipeSync sync;          /* lock */
    bool cut;               /* lock: the picture has gone, and what is in the chain has to go too */
    bool broken;            /* lock: the chain said so */
    bool given_up;          /* lock */
    bool quit;              /* lock */
    PipeSoundState state;   /* lock: as it was told last, or is on its way to be */
    GSource *telling;       /* lock: on its way to the context */
    PipeSoundCounts counts; /* lock */

    /* the feeder's */
    PipeChain *chain;
    GBytes *config;
    bool discont;
    unsigned n_restarts;
};

static void
unit_free(gpointer data)
{
    Unit *self = data;

    g_bytes_unref(self->config);
    g_ptr_array_unref(self->buffers);
    g_array_unref(self->stamps);
    g_free(self);
}

static Unit *
unit_new(const ProvAdmission *admission)
{
    Unit *self = g_new0(Unit, 1);

    self->track = *prov_admission_get_track(admission);
    self->config = pipe_unit_config(admission);
    self->stamps = g_array_new(FALSE, FALSE, sizeof(PipeStamp));
    self->buffers = pipe_unit_buffers(admission, 0, false, self->stamps);
    return self;
}

static gboolean
tell_state(gpointer user_data)
{
    PipeSound *self = user_data;
    PipeSoundState state;

    g_mutex_lock(&self->lock);
    g_clear_pointer(&self->telling, g_source_unref);
    state = self->state;
    g_mutex_unlock(&self->lock);
    self->on_state(state, self->state_data);
    return G_SOURCE_REMOVE;
}

/* Under the lock. */
static void
set_state(PipeSound *self, PipeSoundState state)
{
    if (self->state == state)
        return;
    self->state = state;
    if (self->telling != NULL || self->quit)
        return;
    self->telling = g_idle_source_new();
    g_source_set_priority(self->telling, G_PRIORITY_DEFAULT);
    g_source_set_callback(self->telling, tell_state, self, NULL);
    g_source_attach(self->telling, self->context);
}

static void
on_hungry(G_GNUC_UNUSED gpointer user_data)
{
    /* time says when it gets more */
}

static void
on_failed(gpointer user_data)
{
    PipeSound *self = user_data;

    g_mutex_lock(&self->lock);
    self->broken = true;
    g_cond_signal(&self->wake);
    g_mutex_unlock(&self->lock);
}

static void
drop_chain(PipeSound *self)
{
    g_clear_pointer(&self->chain, pipe_chain_free);
    g_clear_pointer(&self->config, g_bytes_unref);
    self->discont = true;
}

/* The chain for @unit: the one there is, or a new one. False: there is none to be had. */
static bool
need_chain(PipeSound *self, const Unit *unit)
{
    const PipeChainHooks hooks = { on_hungry, NULL, on_failed, self };

    if (self->chain != NULL && g_bytes_equal(unit->config, self->config))
        return true;
    drop_chain(self);
    pipe_speaker_load();
    self->chain = pipe_chain_new_for_sound(&unit->track, unit->config,
                                           self->make_speaker(self->speaker_data), hooks);
    self->config = g_bytes_ref(unit->config);
    return self->chain != NULL;
}

/* Without the lock. */
static void
play(PipeSound *self, const Unit *unit, GstBuffer *buffer, int64_t due_us)
{
    GstClockTime now;
    int64_t ahead_us;

    if (!need_chain(self, unit)) {
        on_failed(self);
        return;
    }
    now = pipe_chain_now(self->chain);
    ahead_us = MAX(due_us - g_get_monotonic_time(), 0);
    GST_BUFFER_PTS(buffer) = now + (GstClockTime)ahead_us * GST_USECOND;
    GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
    if (self->discont)
        GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    self->discont = false;
    pipe_chain_push(self->chain, gst_buffer_ref(buffer));
}

/* Under the lock, which is given up while the decoder is fed. */
static void
feed(PipeSound *self)
{
    Unit *unit = g_queue_peek_head(&self->waiting);
    const PipeStamp *stamp = &g_array_index(unit->stamps, PipeStamp, unit->next);
    int64_t now_us = g_get_monotonic_time(), at_us;
    PipeSyncAnswer answer = pipe_sync_ask(&self->sync, stamp->capture_us, now_us, &at_us);
    bool last;

    if (answer == PIPE_SYNC_WAIT) {
        if (at_us == INT64_MAX)
            g_cond_wait(&self->wake, &self->lock);
        else
            g_cond_wait_until(&self->wake, &self->lock, at_us);
        return;
    }
    last = ++unit->next == unit->stamps->len;
    if (last)
        g_queue_pop_head(&self->waiting);
    if (answer == PIPE_SYNC_PLAY) {
        GstBuffer *buffer = g_ptr_array_index(unit->buffers, unit->next - 1);

        self->counts.n_samples_played++;
        set_state(self, PIPE_SOUND_HEARD);
        /* @unit is safe: only this thread takes one out of the queue's head when it has begun */
        g_mutex_unlock(&self->lock);
        play(self, unit, buffer, at_us);
        g_mutex_lock(&self->lock);
    } else {
        self->counts.n_samples_missed++;
        self->discont = true;
    }
    if (last)
        unit_free(unit);
}

/* Under the lock: silence at once, and the next sample gets a new chain. */
static void
cut(PipeSound *self)
{
    if (self->broken && ++self->n_restarts > MAX_RESTARTS) {
        self->given_up = true;
        g_queue_clear_full(&self->waiting, unit_free);
        set_state(self, PIPE_SOUND_SILENT);
    }
    self->broken = false;
    self->cut = false;
    g_mutex_unlock(&self->lock);
    drop_chain(self);
    g_mutex_lock(&self->lock);
}

static void
sound_unref(PipeSound *self)
{
    if (!g_atomic_ref_count_dec(&self->ref))
        return;
    g_queue_clear_full(&self->waiting, unit_free);
    g_main_context_unref(self->context);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->wake);
    g_cond_clear(&self->ended);
    g_free(self->link);
    g_free(self);
}

static gpointer
run(gpointer user_data)
{
    PipeSound *self = user_data;

    g_mutex_lock(&self->lock);
    while (!self->quit) {
        if (self->cut || self->broken)
            cut(self);
        else if (g_queue_is_empty(&self->waiting))
            g_cond_wait(&self->wake, &self->lock);
        else
            feed(self);
    }
    g_mutex_unlock(&self->lock);
    drop_chain(self);
    g_mutex_lock(&self->lock);
    self->over = true;
    g_cond_signal(&self->ended);
    g_mutex_unlock(&self->lock);
    sound_unref(self);
    return NULL;
}

PipeSound *
pipe_sound_new_with_speaker(const char *link,
                            uint64_t generation,
                            PipeSpeakerFunc make_speaker,
                            gpointer speaker_data,
                            PipeSoundFunc on_state,
                            gpointer state_data)
{
    PipeSound *self = g_new0(PipeSound, 1);

    g_atomic_ref_count_init(&self->ref);
    self->link = g_strdup(link);
    self->generation = generation;
    self->make_speaker = make_speaker;
    self->speaker_data = speaker_data;
    self->on_state = on_state;
    self->state_data = state_data;
    self->context = g_main_context_ref_thread_default();
    g_mutex_init(&self->lock);
    g_cond_init(&self->wake);
    g_cond_init(&self->ended);
    g_queue_init(&self->waiting);
    g_atomic_ref_count_inc(&self->ref);
    g_thread_unref(g_thread_new("sound", run, self));
    return self;
}

PipeSound *
pipe_sound_new(const char *link, uint64_t generation, PipeSoundFunc on_state, gpointer state_data)
{
    return pipe_sound_new_with_speaker(link, generation, pipe_speaker_make, NULL, on_state,
                                       state_data);
}

static bool
is_mine(const PipeSound *self, const ProvAdmission *admission)
{
    return prov_admission_get_generation(admission) == self->generation
           && g_strcmp0(prov_admission_get_link(admission), self->link) == 0
           && prov_admission_get_track(admission)->codec == PROV_CODEC_AAC;
}

/* Under the lock: all of @unit would have been due so long ago that it is not just late. */
static bool
is_shifted(const PipeSound *self, const Unit *unit)
{
    const PipeStamp *last = &g_array_index(unit->stamps, PipeStamp, unit->stamps->len - 1);
    int64_t now_us = g_get_monotonic_time(), at_us;

    return pipe_sync_ask(&self->sync, last->capture_us, now_us, &at_us) == PIPE_SYNC_MISSED
           && now_us - at_us > PIPE_SYNC_MAX_SHIFT_US;
}

/* Under the lock: @unit waits for its time, unless that is over. One too many, and a unit goes. */
static Unit *
enqueue(PipeSound *self, Unit *unit)
{
    bool full = g_queue_get_length(&self->waiting) == MAX_WAITING;

    if (full || is_shifted(self, unit)) {
        if (self->sync.on)
            set_state(self, PIPE_SOUND_SHIFTED);
        if (!full)
            return unit;
    }
    g_queue_push_tail(&self->waiting, unit);
    g_cond_signal(&self->wake);
    /* The first has begun perhaps; it is the second that goes. */
    return full ? g_queue_pop_nth(&self->waiting, 1) : NULL;
}

void
pipe_sound_push(PipeSound *self, ProvAdmission *admission)
{
    g_autoptr(ProvAdmission) mine = admission;
    Unit *unit = is_mine(self, admission) ? unit_new(admission) : NULL, *dropped = unit;

    g_mutex_lock(&self->lock);
    if (unit != NULL && !self->given_up && !self->quit)
        dropped = enqueue(self, unit);
    self->counts.n_units_dropped += unit == NULL || dropped != NULL;
    g_mutex_unlock(&self->lock);
    if (dropped != NULL)
        unit_free(dropped);
}

static void
admit(gpointer self, ProvAdmission *admission)
{
    pipe_sound_push(self, admission);
}

ClientSink
pipe_sound_as_sink(PipeSound *self)
{
    return (ClientSink){ .admit = admit, .self = self };
}

void
pipe_sound_follow(PipeSound *self, PipeFrame *frame)
{
    int64_t capture_us;
    bool shown = frame != NULL && pipe_frame_get_generation(frame) == self->generation
                 && g_strcmp0(pipe_frame_get_link(frame), self->link) == 0
                 && pipe_frame_get_capture(frame, &capture_us);

    g_mutex_lock(&self->lock);
    if (shown) {
        pipe_sync_show(&self->sync, capture_us, g_get_monotonic_time());
    } else if (self->sync.on) {
        pipe_sync_blank(&self->sync);
        self->cut = true;
        set_state(self, PIPE_SOUND_SILENT);
    }
    g_cond_signal(&self->wake);
    g_mutex_unlock(&self->lock);
}

void
pipe_sound_get_counts(PipeSound *self, PipeSoundCounts *counts)
{
    g_mutex_lock(&self->lock);
    *counts = self->counts;
    g_mutex_unlock(&self->lock);
}

/* A sound server that does not answer holds up the feeder, and nobody else. */
void
pipe_sound_free(PipeSound *self)
{
    const int64_t end_us = g_get_monotonic_time() + END_US;

    if (self == NULL)
        return;
    g_mutex_lock(&self->lock);
    self->quit = true;
    if (self->telling != NULL)
        g_source_destroy(self->telling);
    g_clear_pointer(&self->telling, g_source_unref);
    g_cond_signal(&self->wake);
    while (!self->over && g_cond_wait_until(&self->ended, &self->lock, end_us))
        continue;
    g_mutex_unlock(&self->lock);
    sound_unref(self);
}

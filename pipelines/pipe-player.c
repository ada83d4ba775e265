/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-chain.h"
#include "pipelines/pipe-output.h"
#include "pipelines/pipe-unit.h"

#define MAX_WAITING  2    /* units; DEC-04 */
#define MAX_STAMPS   4000 /* pictures that a chain may hold: four of the fullest units */
#define MAX_RESTARTS 3    /* in RESTARTS_US; DEC-05 */
#define RESTARTS_US  (60 * G_USEC_PER_SEC)
#define JITTER       (300 * GST_MSECOND) /* how much later than it came a unit is shown after a pause */
#define LATE         (100 * GST_MSECOND) /* made up for by showing the first frames faster */

/*
 * Three threads meet here: whoever pushes, the feeder (a thread of the player's own, the only one
 * that touches the chain), and the chain's streaming thread.
 */
struct PipePlayer {
    /* immutable */
    char *link;
    uint64_t generation;
    PipePixels pixels;
    PipeFrameFunc on_frame;
    gpointer frame_data;
    PipeStatusFunc on_status;
    gpointer status_data;
    GMainContext *context;
    GThread *feeder;

    GMutex lock;
    GCond wake;
    GQueue waiting;    /* lock: of ProvAdmission, at most MAX_WAITING */
    bool skipped;      /* lock: something was dropped before the first that waits */
    bool hungry;       /* lock: the chain took all that it was given */
    bool broken;       /* lock: the chain said so */
    bool given_up;     /* lock */
    bool quit;         /* lock */
    GArray *stamps;    /* lock: PipeStamp of what is inside the chain */
    ProvTrack track;   /* lock: what the chain was made for */
    PipeCounts counts; /* lock */
    GSource *status;   /* lock: on its way to the context */

    /* the feeder's */
    PipeChain *chain;
    GBytes *config;
    char *session;
    GstClockTime end;               /* running time up to which the chain has been fed */
    int64_t restarts[MAX_RESTARTS]; /* when, newest first */
};

static void
drop_chain(PipePlayer *self)
{
    g_clear_pointer(&self->chain, pipe_chain_free);
    g_clear_pointer(&self->config, g_bytes_unref);
    g_clear_pointer(&self->session, g_free);
    self->end = 0;
    g_mutex_lock(&self->lock);
    g_array_set_size(self->stamps, 0);
    self->broken = false;
    self->hungry = true;
    g_mutex_unlock(&self->lock);
}

static void
on_hungry(gpointer user_data)
{
    PipePlayer *self = user_data;

    g_mutex_lock(&self->lock);
    self->hungry = true;
    g_cond_signal(&self->wake);
    g_mutex_unlock(&self->lock);
}

static void
on_failed(gpointer user_data)
{
    PipePlayer *self = user_data;

    g_mutex_lock(&self->lock);
    self->broken = true;
    g_cond_signal(&self->wake);
    g_mutex_unlock(&self->lock);
}

/* Frames leave in the order of their times: what is older than @pts and still here never came out.
 */
static bool
take_stamp(PipePlayer *self, GstClockTime pts, PipeStamp *stamp)
{
    bool found = false;

    for (guint i = 0; i < self->stamps->len;) {
        const PipeStamp *here = &g_array_index(self->stamps, PipeStamp, i);

        if (here->pts > pts) {
            i++;
            continue;
        }
        if (here->pts == pts) {
            *stamp = *here;
            found = true;
        }
        g_array_remove_index(self->stamps, i);
    }
    return found;
}

static void
on_sample(GstSample *sample, gpointer user_data)
{
    PipePlayer *self = user_data;
    GstClockTime pts = pipe_output_time(sample);
    g_autoptr(PipeFrame) frame = NULL;
    PipeStamp stamp;
    ProvTrack track;
    bool found;

    g_mutex_lock(&self->lock);
    found = GST_CLOCK_TIME_IS_VALID(pts) && take_stamp(self, pts, &stamp);
    track = self->track;
    g_mutex_unlock(&self->lock);
    if (found)
        frame =
            pipe_output_frame(sample, &track, self->pixels, self->link, self->generation, &stamp);
    g_mutex_lock(&self->lock);
    self->counts.n_frames += frame != NULL;
    self->counts.n_frames_dropped += frame == NULL;
    g_mutex_unlock(&self->lock);
    if (frame != NULL)
        self->on_frame(frame, self->frame_data);
}

static gboolean
tell_status(gpointer user_data)
{
    PipePlayer *self = user_data;

    g_mutex_lock(&self->lock);
    g_clear_pointer(&self->status, g_source_unref);
    g_mutex_unlock(&self->lock);
    self->on_status(PIPE_STATUS_DECODE_FAILED, self->status_data);
    return G_SOURCE_REMOVE;
}

/* For whoever has asked for it: G_MESSAGES_DEBUG=ownview-player. */
static void
note(const PipePlayer *self, const char *what)
{
    g_log_structured("ownview-player", G_LOG_LEVEL_INFO, "MESSAGE", "camera %.8s: %s", self->link,
                     what);
}

static void
give_up(PipePlayer *self)
{
    note(self, "the decoder failed too often and is not started again");
    g_mutex_lock(&self->lock);
    self->given_up = true;
    g_queue_clear_full(&self->waiting, (GDestroyNotify)prov_admission_free);
    if (!self->quit) {
        self->status = g_idle_source_new();
        g_source_set_priority(self->status, G_PRIORITY_DEFAULT);
        g_source_set_callback(self->status, tell_status, self, NULL);
        g_source_attach(self->status, self->context);
    }
    g_mutex_unlock(&self->lock);
}

/* The chain broke: the next unit gets a new one, unless that has been tried too often. */
static void
recover(PipePlayer *self)
{
    int64_t now = g_get_monotonic_time(), oldest = self->restarts[MAX_RESTARTS - 1];

    drop_chain(self);
    if (oldest != 0 && now - oldest < RESTARTS_US) {
        give_up(self);
        return;
    }
    note(self, "the decoder failed and is started again");
    for (unsigned i = MAX_RESTARTS - 1; i > 0; i--)
        self->restarts[i] = self->restarts[i - 1];
    self->restarts[0] = now;
    g_mutex_lock(&self->lock);
    self->counts.n_restarts++;
    self->skipped = true;
    g_mutex_unlock(&self->lock);
}

/* The chain for @admission: the one there is, or a new one when the verified configuration is
 * another. */
static bool
need_chain(PipePlayer *self, const ProvAdmission *admission)
{
    const ProvTrack *track = prov_admission_get_track(admission);
    g_autoptr(GBytes) config = pipe_unit_config(admission);
    PipeChainHooks hooks = { on_hungry, on_sample, on_failed, self };

    if (self->chain != NULL && g_bytes_equal(config, self->config)
        && track->width == self->track.width && track->height == self->track.height)
        return true;
    drop_chain(self);
    g_mutex_lock(&self->lock);
    self->track = *track;
    g_mutex_unlock(&self->lock);
    self->chain = pipe_chain_new(track, config, self->pixels, hooks);
    self->config = g_steal_pointer(&config);
    return self->chain != NULL;
}

static void
feed(PipePlayer *self, ProvAdmission *admission, bool skipped)
{
    g_autoptr(GArray) stamps = g_array_new(FALSE, FALSE, sizeof(PipeStamp));
    g_autoptr(GPtrArray) buffers = NULL;
    bool discont = skipped || prov_admission_is_discontinuous(admission)
                   || g_strcmp0(self->session, prov_admission_get_session(admission)) != 0;
    GstClockTime start, now;

    if (!need_chain(self, admission)) {
        recover(self);
        return;
    }
    now = pipe_chain_now(self->chain);
    start = self->end != 0 && self->end + LATE >= now ? self->end : MAX(self->end, now + JITTER);
    buffers = pipe_unit_buffers(admission, start, discont || self->session == NULL, stamps);
    self->end = start + pipe_unit_duration(admission);
    g_free(self->session);
    self->session = g_strdup(prov_admission_get_session(admission));

    g_mutex_lock(&self->lock);
    if (stamps->len > 0)
        g_array_append_vals(self->stamps, stamps->data, stamps->len);
    /* What a decoder swallows without an error never comes: its list must not grow for days. */
    if (self->stamps->len > MAX_STAMPS)
        g_array_remove_range(self->stamps, 0, self->stamps->len - MAX_STAMPS);
    /* Nothing in it that could be decoded by itself: the next one does not follow either. */
    self->hungry = buffers->len == 0;
    self->skipped = self->skipped || buffers->len == 0;
    g_mutex_unlock(&self->lock);
    for (guint i = 0; i < buffers->len; i++)
        pipe_chain_push(self->chain, gst_buffer_ref(g_ptr_array_index(buffers, i)));
}

static gpointer
run(gpointer user_data)
{
    PipePlayer *self = user_data;

    g_mutex_lock(&self->lock);
    while (!self->quit) {
        g_autoptr(ProvAdmission) admission = NULL;
        bool skipped = self->skipped;

        if (self->broken) {
            g_mutex_unlock(&self->lock);
            recover(self);
        } else if (self->hungry && !g_queue_is_empty(&self->waiting)) {
            admission = g_queue_pop_head(&self->waiting);
            self->skipped = false;
            g_mutex_unlock(&self->lock);
            feed(self, admission, skipped);
        } else {
            g_cond_wait(&self->wake, &self->lock);
            continue;
        }
        g_mutex_lock(&self->lock);
    }
    g_mutex_unlock(&self->lock);
    drop_chain(self);
    return NULL;
}

PipePlayer *
pipe_player_new(const char *link,
                uint64_t generation,
                PipePixels pixels,
                PipeFrameFunc on_frame,
                gpointer frame_data,
                PipeStatusFunc on_status,
                gpointer status_data)
{
    PipePlayer *self = g_new0(PipePlayer, 1);

    self->link = g_strdup(link);
    self->generation = generation;
    self->pixels = pixels;
    self->on_frame = on_frame;
    self->frame_data = frame_data;
    self->on_status = on_status;
    self->status_data = status_data;
    self->context = g_main_context_ref_thread_default();
    self->stamps = g_array_new(FALSE, FALSE, sizeof(PipeStamp));
    self->hungry = true;
    g_mutex_init(&self->lock);
    g_cond_init(&self->wake);
    g_queue_init(&self->waiting);
    self->feeder = g_thread_new("feeder", run, self);
    return self;
}

void
pipe_player_push(PipePlayer *self, ProvAdmission *admission)
{
    g_autoptr(ProvAdmission) dropped = NULL;
    bool mine = prov_admission_get_generation(admission) == self->generation
                && g_strcmp0(prov_admission_get_link(admission), self->link) == 0;

    g_mutex_lock(&self->lock);
    if (!mine || self->given_up || self->quit) {
        dropped = admission;
    } else {
        g_queue_push_tail(&self->waiting, admission);
        if (g_queue_get_length(&self->waiting) > MAX_WAITING) {
            dropped = g_queue_pop_head(&self->waiting);
            self->skipped = true;
        }
        g_cond_signal(&self->wake);
    }
    self->counts.n_units_dropped += dropped != NULL;
    g_mutex_unlock(&self->lock);
}

static void
admit(gpointer self, ProvAdmission *admission)
{
    pipe_player_push(self, admission);
}

ClientSink
pipe_player_as_sink(PipePlayer *self)
{
    return (ClientSink){ .admit = admit, .self = self };
}

void
pipe_player_get_counts(PipePlayer *self, PipeCounts *counts)
{
    g_mutex_lock(&self->lock);
    *counts = self->counts;
    g_mutex_unlock(&self->lock);
}

void
pipe_player_free(PipePlayer *self)
{
    if (self == NULL)
        return;
    g_mutex_lock(&self->lock);
    self->quit = true;
    g_cond_signal(&self->wake);
    g_mutex_unlock(&self->lock);
    g_thread_join(self->feeder);

    if (self->status != NULL) {
        g_source_destroy(self->status);
        g_source_unref(self->status);
    }
    g_queue_clear_full(&self->waiting, (GDestroyNotify)prov_admission_free);
    g_array_unref(self->stamps);
    g_main_context_unref(self->context);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->wake);
    g_free(self->link);
    g_free(self);
}

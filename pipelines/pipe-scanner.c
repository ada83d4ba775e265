/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-scan.h"

/* Held by its owner and, for a file, by the thread that reads it. */
struct PipeScanner {
    gatomicrefcount ref;
    GMutex lock;
    bool closed;             /* lock: nobody wants to hear anything any more */
    char *text;              /* lock: the newest that is not told yet */
    PipeScanProblem problem; /* lock: the same */
    GSource *ready;          /* lock: on its way, or NULL */
    GMainContext *context;
    PipeScanFunc found;
    gpointer user_data;
    char *file;           /* of a file only; immutable */
    GSource *deadline;    /* of a file only; the owner's */
    PipeScanHooks hooks;  /* of a camera only; immutable */
    GstElement *pipeline; /* of a camera only; the owner's */
    char *told;           /* of a camera only; the owner's: what it saw last */
};

static PipeScanner *
scanner_new(PipeScanFunc found, gpointer user_data)
{
    PipeScanner *self = g_new0(PipeScanner, 1);

    g_atomic_ref_count_init(&self->ref);
    g_mutex_init(&self->lock);
    self->context = g_main_context_ref_thread_default();
    self->found = found;
    self->user_data = user_data;
    return self;
}

static void
scanner_unref(PipeScanner *self)
{
    if (!g_atomic_ref_count_dec(&self->ref))
        return;
    g_main_context_unref(self->context);
    g_mutex_clear(&self->lock);
    g_free(self->text);
    g_free(self->told);
    g_free(self->file);
    g_free(self);
}

static void
forget(GSource **source)
{
    if (*source == NULL)
        return;
    g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static gboolean
dispatch(gpointer user_data)
{
    PipeScanner *self = user_data;
    g_autofree char *text = NULL;
    PipeScanProblem problem;

    g_mutex_lock(&self->lock);
    g_clear_pointer(&self->ready, g_source_unref);
    text = g_steal_pointer(&self->text);
    problem = self->problem;
    self->closed = self->file != NULL;
    g_mutex_unlock(&self->lock);
    if (text != NULL && g_strcmp0(text, self->told) == 0)
        return G_SOURCE_REMOVE;
    if (text != NULL) {
        g_free(self->told);
        self->told = g_strdup(text);
    }
    forget(&self->deadline);
    /* It may free the scanner. */
    self->found(text, text != NULL ? PIPE_SCAN_NONE : problem, self->user_data);
    return G_SOURCE_REMOVE;
}

/* Any thread. @text: transfer full, or NULL for @problem, which waits for a text to be told. */
static void
tell(PipeScanner *self, char *text, PipeScanProblem problem)
{
    g_autofree char *old = NULL;

    g_mutex_lock(&self->lock);
    if (text != NULL) {
        old = self->text;
        self->text = text;
    }
    self->problem = problem;
    if (self->ready == NULL && !self->closed) {
        self->ready = g_idle_source_new();
        g_source_set_priority(self->ready, G_PRIORITY_DEFAULT);
        g_source_set_callback(self->ready, dispatch, self, NULL);
        g_source_attach(self->ready, self->context);
    }
    g_mutex_unlock(&self->lock);
}

static gpointer
read_thread(gpointer user_data)
{
    PipeScanner *self = user_data;
    PipeScanProblem problem = PIPE_SCAN_NONE;
    char *text = pipe_scan_read_file(self->file, &problem);

    tell(self, text, problem);
    scanner_unref(self);
    return NULL;
}

static gboolean
on_deadline(gpointer user_data)
{
    tell(user_data, NULL, PIPE_SCAN_TIMED_OUT);
    return G_SOURCE_REMOVE;
}

bool
pipe_scanner_has_camera(void)
{
    g_autofree char *device = pipe_scan_find_camera();

    return device != NULL;
}

PipeScanner *
pipe_scanner_new_for_file(const char *file, PipeScanFunc found, gpointer user_data)
{
    PipeScanner *self = scanner_new(found, user_data);

    if (!pipe_scan_load(NULL)) {
        tell(self, NULL, PIPE_SCAN_NOT_POSSIBLE);
        return self;
    }
    self->file = g_strdup(file);
    self->deadline = g_timeout_source_new(PIPE_SCAN_MAX_US / 1000);
    g_source_set_callback(self->deadline, on_deadline, self, NULL);
    g_source_attach(self->deadline, self->context);
    g_atomic_ref_count_inc(&self->ref);
    g_thread_unref(g_thread_new("scan", read_thread, self));
    return self;
}

static void
on_text(char *text, gpointer user_data)
{
    tell(user_data, text, PIPE_SCAN_NONE);
}

static void
on_failed(gpointer user_data)
{
    tell(user_data, NULL, PIPE_SCAN_NO_CAMERA);
}

PipeScanner *
pipe_scanner_new_for_camera(uint64_t generation,
                            PipePixels pixels,
                            PipeFrameFunc on_frame,
                            gpointer frame_data,
                            PipeScanFunc found,
                            gpointer user_data)
{
    PipeScanner *self = scanner_new(found, user_data);
    g_autofree char *device = pipe_scan_find_camera();
    GstElement *source;

    if (device == NULL || !pipe_scan_load(NULL)) {
        tell(self, NULL, device == NULL ? PIPE_SCAN_NO_CAMERA : PIPE_SCAN_NOT_POSSIBLE);
        return self;
    }
    self->hooks = (PipeScanHooks){ on_text, on_failed, on_frame, frame_data, self };
    source = gst_element_factory_make("v4l2src", NULL);
    if (source != NULL)
        g_object_set(source, "device", device, NULL);
    self->pipeline = pipe_scan_watch(source, generation, pixels, &self->hooks);
    if (self->pipeline == NULL)
        tell(self, NULL, PIPE_SCAN_NO_CAMERA);
    return self;
}

void
pipe_scanner_free(PipeScanner *self)
{
    if (self == NULL)
        return;
    if (self->pipeline != NULL) {
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
        gst_object_unref(self->pipeline);
    }
    forget(&self->deadline);
    g_mutex_lock(&self->lock);
    self->closed = true;
    forget(&self->ready);
    g_mutex_unlock(&self->lock);
    scanner_unref(self);
}

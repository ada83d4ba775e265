/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells ThreadSanitizer what GLib orders: GLib is not built with it, and its locks are its own, so
 * that without this every field under a GMutex looks like a race. Preloaded into the tests of a
 * build with -Db_sanitize=thread; in programs without the sanitizer it hands everything on.
 */
#include <dlfcn.h>
#include <glib.h>

void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

static void
acquire(void *address)
{
    if (__tsan_acquire != NULL)
        __tsan_acquire(address);
}

static void
release(void *address)
{
    if (__tsan_release != NULL)
        __tsan_release(address);
}

/* GLib's own function behind the one here. */
#define REAL(name) ((__typeof__(&(name)))find(#name))

static void *
find(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

void
g_mutex_lock(GMutex *mutex)
{
    REAL(g_mutex_lock)(mutex);
    acquire(mutex);
}

gboolean
g_mutex_trylock(GMutex *mutex)
{
    const gboolean locked = REAL(g_mutex_trylock)(mutex);

    if (locked)
        acquire(mutex);
    return locked;
}

void
g_mutex_unlock(GMutex *mutex)
{
    release(mutex);
    REAL(g_mutex_unlock)(mutex);
}

void
g_cond_wait(GCond *cond, GMutex *mutex)
{
    release(mutex);
    REAL(g_cond_wait)(cond, mutex);
    acquire(mutex);
}

gboolean
g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time)
{
    gboolean woken;

    release(mutex);
    woken = REAL(g_cond_wait_until)(cond, mutex, end_time);
    acquire(mutex);
    return woken;
}

void
g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
    release(queue);
    REAL(g_async_queue_push)(queue, data);
}

gpointer
g_async_queue_try_pop(GAsyncQueue *queue)
{
    const gpointer data = REAL(g_async_queue_try_pop)(queue);

    acquire(queue);
    return data;
}

/* Whoever is last may free what the others have used. */
gboolean(g_atomic_ref_count_dec)(gatomicrefcount *count)
{
    gboolean last;

    release((void *)count);
    last = ((gboolean(*)(gatomicrefcount *))find("g_atomic_ref_count_dec"))(count);
    if (last)
        acquire((void *)count);
    return last;
}

/* A callback that another thread has attached. */
typedef struct {
    GSource *source;
    GSourceFunc func;
    gpointer data;
    GDestroyNotify notify;
} Callback;

static gboolean
call(gpointer data)
{
    const Callback *self = data;

    acquire(self->source);
    return self->func(self->data);
}

static void
callback_free(gpointer data)
{
    Callback *self = data;

    acquire(self->source);
    if (self->notify != NULL)
        self->notify(self->data);
    g_free(self);
}

void
g_source_set_callback(GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
    Callback *self;

    /* those of other kinds are called with other arguments */
    if (source->source_funcs != &g_idle_funcs && source->source_funcs != &g_timeout_funcs) {
        REAL(g_source_set_callback)(source, func, data, notify);
        return;
    }
    self = g_new(Callback, 1);
    *self = (Callback){ source, func, data, notify };
    REAL(g_source_set_callback)(source, call, self, callback_free);
}

guint
g_source_attach(GSource *source, GMainContext *context)
{
    release(source);
    return REAL(g_source_attach)(source, context);
}

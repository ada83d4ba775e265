/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-history.h"

#include "client/cameras/camera-store.h"
#include "client/client-history-file.h"

#define MAX_OPEN 16                              /* entries that may still be counted up */
#define OPEN_US  (600 * (int64_t)G_USEC_PER_SEC) /* without a repeat for so long it is another */
#define WRITE_US (60 * (int64_t)G_USEC_PER_SEC)  /* a count is written down at least so often */

/* An entry that may still be counted up. */
typedef struct {
    ClientRefusal *refusal;
    int64_t last_us;    /* CLOCK_BOOTTIME of its last unit */
    int64_t written_us; /* of the last line of it */
    uint64_t n_written; /* what that line counted; 0: there is none */
} Open;

struct ClientHistory {
    GMutex lock; /* of all that follows */
    char *dir;
    GPtrArray *open; /* of Open, the one that was counted last behind the others */
};

static void
open_free(gpointer data)
{
    Open *self = data;

    client_refusal_free(self->refusal);
    g_free(self);
}

ClientHistory *
client_history_new(const char *dir)
{
    ClientHistory *self = g_new0(ClientHistory, 1);

    g_mutex_init(&self->lock);
    self->dir = dir != NULL ? g_strdup(dir) : camera_store_state_dir();
    self->open = g_ptr_array_new_with_free_func(open_free);
    return self;
}

static void
write_down(ClientHistory *self, Open *entry)
{
    g_autofree char *line = NULL;

    entry->written_us = entry->last_us;
    if (entry->n_written == entry->refusal->n)
        return;
    line = client_refusal_to_line(entry->refusal);
    if (client_history_file_append(self->dir, line))
        entry->n_written = entry->refusal->n;
}

void
client_history_flush(ClientHistory *self)
{
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&self->lock);

    for (guint i = 0; i < self->open->len; i++)
        write_down(self, g_ptr_array_index(self->open, i));
}

void
client_history_free(ClientHistory *self)
{
    if (self == NULL)
        return;

    client_history_flush(self);
    g_ptr_array_unref(self->open);
    g_free(self->dir);
    g_mutex_clear(&self->lock);
    g_free(self);
}

static Open *
open_new(ClientHistory *self, const ClientRefusal *what)
{
    Open *entry = g_new0(Open, 1);

    entry->refusal = client_refusal_copy(what);
    g_free(entry->refusal->id);
    entry->refusal->id = g_strdup_printf("%08x%08x", g_random_int(), g_random_int());
    entry->refusal->n = 0;
    if (self->open->len == MAX_OPEN) {
        write_down(self, g_ptr_array_index(self->open, 0));
        g_ptr_array_remove_index(self->open, 0);
    }
    return entry;
}

/* The entry that @what repeats, taken out; or a new one. */
static Open *
take_entry(ClientHistory *self, const ClientRefusal *what, int64_t boot_us)
{
    for (guint i = self->open->len; i > 0; i--) {
        Open *entry = g_ptr_array_index(self->open, i - 1);

        if (client_refusal_repeats(entry->refusal, what) && boot_us - entry->last_us <= OPEN_US)
            return g_ptr_array_steal_index(self->open, i - 1);
    }
    return open_new(self, what);
}

void
client_history_add(ClientHistory *self, const ClientRefusal *what, int64_t boot_us)
{
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&self->lock);
    Open *entry = take_entry(self, what, boot_us);
    ClientRefusal *refusal = entry->refusal;

    refusal->n++;
    refusal->has_sequence = what->has_sequence;
    refusal->sequence = what->sequence;
    if (what->dated) {
        refusal->first_us = refusal->dated ? refusal->first_us : what->first_us;
        refusal->last_us = what->last_us;
        refusal->dated = true;
    }
    entry->last_us = boot_us;
    g_ptr_array_add(self->open, entry);
    /* the first one at once, then at every doubling: a flood leaves a count, not a full disk */
    if ((refusal->n & (refusal->n - 1)) == 0 || boot_us - entry->written_us >= WRITE_US)
        write_down(self, entry);
}

/* The newest line of each entry, at the place of that line. */
static GPtrArray *
newest_first(const GPtrArray *lines)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)client_refusal_free);

    for (guint i = lines->len; i > 0; i--) {
        const ClientRefusal *refusal = g_ptr_array_index(lines, i - 1);

        if (g_hash_table_add(seen, refusal->id))
            g_ptr_array_add(out, client_refusal_copy(refusal));
    }
    return out;
}

GPtrArray *
client_history_read(ClientHistory *self)
{
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&self->lock);
    g_autoptr(GPtrArray) lines = client_history_file_read(self->dir);

    /* what is counted or could not be written is known all the same */
    for (guint i = 0; i < self->open->len; i++) {
        const Open *entry = g_ptr_array_index(self->open, i);

        g_ptr_array_add(lines, client_refusal_copy(entry->refusal));
    }
    return newest_first(lines);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-home.h"

#include "tests/screen/fake-client.h"

#include <gio/gio.h>

struct ClientHome {
    GPtrArray *cameras;
};

struct ClientHomeWatch {
    ClientHomeFunc changed;
    gpointer user_data;
};

/* What is kept between one opening and the next. */
static struct {
    const char *const *rooms;
    const char *error;
    const char *note;
    int64_t lists_us;
    GPtrArray *store;   /* of ClientCamera; NULL: as @rooms say */
    GPtrArray *history; /* of ClientRefusal, the newest first */
    const char *write_error;
    unsigned n_sessions_at_write; /* running when the store was written last */
    ClientHomeWatch *watch;
    char *last; /* what was open last */
} fake;

static GPtrArray *
history(void)
{
    if (fake.history == NULL)
        fake.history = g_ptr_array_new_with_free_func((GDestroyNotify)client_refusal_free);
    return fake.history;
}

void
fake_home_set_rooms(const char *const *rooms)
{
    fake.rooms = rooms;
    g_clear_pointer(&fake.store, g_ptr_array_unref);
}

void
fake_home_set_error(const char *sentence)
{
    fake.error = sentence;
}

static void
camera_free(gpointer data)
{
    ClientCamera *camera = data;

    g_free(camera->link);
    g_free(camera->room);
    g_free(camera->host);
    g_free(camera->note);
    g_free(camera);
}

static ClientCamera *
camera_new(const char *link, const char *room)
{
    ClientCamera *camera = g_new0(ClientCamera, 1);

    camera->link = g_strdup(link);
    camera->room = g_strdup(room);
    camera->host = g_strdup("camera.home.arpa");
    camera->note = g_strdup(fake.note);
    return camera;
}

static GPtrArray *
store(void)
{
    static const char *const usual[] = { "Front door", "Garage", "Garden", "Living room", NULL };
    const char *const *rooms = fake.rooms != NULL ? fake.rooms : usual;

    if (fake.store != NULL)
        return fake.store;
    fake.store = g_ptr_array_new_with_free_func(camera_free);
    for (size_t i = 0; rooms[i] != NULL; i++) {
        g_autofree char *link = g_strdup_printf("%032zx", i + 1);

        g_ptr_array_add(fake.store, camera_new(link, rooms[i]));
    }
    return fake.store;
}

const char *
fake_home_link_of(const char *room)
{
    for (guint i = 0; room != NULL && i < store()->len; i++) {
        const ClientCamera *camera = g_ptr_array_index(fake.store, i);

        if (g_str_equal(camera->room, room))
            return camera->link;
    }
    return NULL;
}

ClientHome *
client_home_open(GError **error)
{
    ClientHome *self;

    if (fake.error != NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, fake.error);
        return NULL;
    }
    self = g_new0(ClientHome, 1);
    self->cameras = g_ptr_array_new_with_free_func(camera_free);
    for (guint i = 0; i < store()->len; i++) {
        const ClientCamera *camera = g_ptr_array_index(fake.store, i);

        g_ptr_array_add(self->cameras, camera_new(camera->link, camera->room));
    }
    return self;
}

void
fake_home_set_note(const char *note, int64_t lists_us)
{
    fake.note = note;
    fake.lists_us = lists_us;
}

int64_t
client_home_get_lists_us(G_GNUC_UNUSED const ClientHome *self, G_GNUC_UNUSED const char *link)
{
    return fake.lists_us;
}

GPtrArray *
client_home_read_history(G_GNUC_UNUSED ClientHome *self)
{
    return g_ptr_array_ref(history());
}

bool
client_home_write_receipt(const GPtrArray *entries, const char *path, GError **error)
{
    g_autofree char *text = g_strdup_printf("%u", entries->len);

    return g_file_set_contents(path, text, -1, error);
}

void
fake_home_note_refusal(const char *room, ProvReason reason, uint64_t n, int64_t ago_s)
{
    ClientRefusal *refusal = g_new0(ClientRefusal, 1);

    refusal->id = g_strdup_printf("%016x", history()->len);
    refusal->link = g_strdup_printf("link of %s", room);
    refusal->room = g_strdup(room);
    refusal->host = g_strdup("cloud.example");
    refusal->n = n;
    refusal->dated = ago_s >= 0;
    refusal->first_us = refusal->last_us = g_get_real_time() - ago_s * G_USEC_PER_SEC;
    refusal->reason = reason;
    refusal->has_sequence = refusal->has_signer = true;
    refusal->sequence = 48213;
    refusal->signer[0] = 0x8f;
    g_ptr_array_add(fake.history, refusal);
}

void
fake_home_clear_history(void)
{
    g_ptr_array_set_size(history(), 0);
}

ClientHomeWatch *
client_home_watch(ClientHomeFunc changed, gpointer user_data)
{
    fake.watch = g_new0(ClientHomeWatch, 1);
    fake.watch->changed = changed;
    fake.watch->user_data = user_data;
    return fake.watch;
}

char *
client_last_read(void)
{
    return g_strdup(fake.last);
}

void
client_last_write(const char *link)
{
    g_free(fake.last);
    fake.last = g_strdup(link);
}

void
client_home_watch_free(ClientHomeWatch *self)
{
    if (fake.watch == self)
        fake.watch = NULL;
    g_free(self);
}

static guint
index_of(const char *link)
{
    guint i = 0;

    while (i < store()->len
           && !g_str_equal(((ClientCamera *)g_ptr_array_index(fake.store, i))->link, link))
        i++;
    return i;
}

/* Whether the store may be written; remembers what ran when it was. */
static bool
may_write(const char *link, GError **error)
{
    fake.n_sessions_at_write = fake_client_n_sessions();
    if (fake.write_error == NULL && index_of(link) < fake.store->len)
        return true;
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                        fake.write_error != NULL ? fake.write_error : "There is no such link.");
    return false;
}

bool
client_home_rename(const char *link, const char *room, GError **error)
{
    ClientCamera *camera;

    if (!may_write(link, error))
        return false;
    camera = g_ptr_array_index(fake.store, index_of(link));
    g_free(camera->room);
    camera->room = g_strdup(room);
    return true;
}

bool
client_home_remove(const char *link, GError **error)
{
    if (!may_write(link, error))
        return false;
    g_ptr_array_remove_index(fake.store, index_of(link));
    return true;
}

bool
client_home_move(const char *link, size_t position, GError **error)
{
    gpointer camera;

    if (!may_write(link, error))
        return false;
    camera = g_ptr_array_steal_index(fake.store, index_of(link));
    g_ptr_array_insert(fake.store, (int)position, camera);
    return true;
}

void
fake_home_set_write_error(const char *sentence)
{
    fake.write_error = sentence;
}

unsigned
fake_home_n_sessions_at_write(void)
{
    return fake.n_sessions_at_write;
}

char *
fake_home_rooms(void)
{
    GString *rooms = g_string_new(NULL);

    for (guint i = 0; i < store()->len; i++)
        g_string_append_printf(rooms, "%s%s", i > 0 ? ", " : "",
                               ((ClientCamera *)g_ptr_array_index(fake.store, i))->room);
    return g_string_free(rooms, FALSE);
}

void
fake_home_store(const char *link, const char *room)
{
    fake.n_sessions_at_write = fake_client_n_sessions();
    if (index_of(link) < fake.store->len)
        g_ptr_array_remove_index(fake.store, index_of(link));
    g_ptr_array_add(fake.store, camera_new(link, room));
}

void
fake_home_changed(const char *link)
{
    if (link != NULL && index_of(link) < store()->len)
        g_ptr_array_remove_index(fake.store, index_of(link));
    if (fake.watch != NULL)
        fake.watch->changed(fake.watch->user_data);
}

void
client_home_free(ClientHome *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->cameras);
    g_free(self);
}

const ClientCamera *const *
client_home_get_cameras(ClientHome *self, size_t *n_cameras)
{
    *n_cameras = self->cameras->len;
    return (const ClientCamera *const *)self->cameras->pdata;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-client.h"

#include "pipelines/pipe-frame.h"

#include <gio/gio.h>
#include <math.h>
#include <time.h>

struct ClientHome {
    GPtrArray *cameras;
};

struct ClientSession {
    char *link;
    uint64_t generation;
    ClientEventFunc handler;
    gpointer user_data;
};

struct PipePlayer {
    char *link;
    PipeFrameFunc on_frame;
    gpointer frame_data;
    PipeStatusFunc on_status;
    gpointer status_data;
};

/* The test's view of what the page made. */
static struct {
    const char *const *rooms;
    const char *error;
    const char *note;
    int64_t lists_us;
    GPtrArray *sessions; /* running, of ClientSession; the newest last */
    GPtrArray *players;  /* existing, of PipePlayer; the newest last */
    const char *chosen;  /* room that the test speaks of; NULL: the newest */
    unsigned n_retries;
    int64_t slept_us;
    GPtrArray *store;   /* of ClientCamera; NULL: as @rooms say */
    GPtrArray *history; /* of ClientRefusal, the newest first */
    const char *write_error;
    unsigned n_sessions_at_write; /* running when the store was written last */
    ClientHomeWatch *watch;
    char *last; /* what was open last */
} fake;

static GPtrArray *
sessions(void)
{
    if (fake.sessions == NULL)
        fake.sessions = g_ptr_array_new();
    return fake.sessions;
}

static GPtrArray *
players(void)
{
    if (fake.players == NULL)
        fake.players = g_ptr_array_new();
    return fake.players;
}

static GPtrArray *
history(void)
{
    if (fake.history == NULL)
        fake.history = g_ptr_array_new_with_free_func((GDestroyNotify)client_refusal_free);
    return fake.history;
}

void
fake_client_sleep(int64_t us)
{
    fake.slept_us += us;
}

void
fake_client_set_rooms(const char *const *rooms)
{
    fake.rooms = rooms;
    g_clear_pointer(&fake.store, g_ptr_array_unref);
}

void
fake_client_set_error(const char *sentence)
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
fake_client_set_note(const char *note, int64_t lists_us)
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
fake_client_note_refusal(const char *room, ProvReason reason, uint64_t n, int64_t ago_s)
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
fake_client_clear_history(void)
{
    g_ptr_array_set_size(history(), 0);
}

struct ClientHomeWatch {
    ClientHomeFunc changed;
    gpointer user_data;
};

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
    fake.n_sessions_at_write = sessions()->len;
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
fake_client_set_write_error(const char *sentence)
{
    fake.write_error = sentence;
}

unsigned
fake_client_n_sessions_at_write(void)
{
    return fake.n_sessions_at_write;
}

char *
fake_client_rooms(void)
{
    GString *rooms = g_string_new(NULL);

    for (guint i = 0; i < store()->len; i++)
        g_string_append_printf(rooms, "%s%s", i > 0 ? ", " : "",
                               ((ClientCamera *)g_ptr_array_index(fake.store, i))->room);
    return g_string_free(rooms, FALSE);
}

void
fake_client_store(const char *link, const char *room)
{
    fake.n_sessions_at_write = sessions()->len;
    if (index_of(link) < fake.store->len)
        g_ptr_array_remove_index(fake.store, index_of(link));
    g_ptr_array_add(fake.store, camera_new(link, room));
}

void
fake_client_changed(const char *link)
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

ClientSession *
client_session_start(ClientHome *home,
                     const char *link,
                     uint64_t generation,
                     ClientSink sink,
                     ClientEventFunc handler,
                     gpointer user_data)
{
    ClientSession *self = g_new0(ClientSession, 1);

    self->link = g_strdup(link);
    self->generation = generation;
    self->handler = handler;
    self->user_data = user_data;
    g_ptr_array_add(sessions(), self);
    return self;
}

void
client_session_retry(ClientSession *self)
{
    fake.n_retries++;
}

void
client_session_stop(ClientSession *self)
{
    if (self == NULL)
        return;
    g_ptr_array_remove(sessions(), self);
    g_free(self->link);
    g_free(self);
}

const char *
client_trouble_name(ClientTrouble trouble)
{
    static const char *const names[] = { "none",         "address-refused", "tls-failed",
                                         "http-failed",  "timed-out",       "too-large",
                                         "bad-playlist", "bad-store" };

    return names[trouble];
}

int64_t
client_boot_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000 + fake.slept_us;
}

unsigned
fake_client_n_sessions(void)
{
    return sessions()->len;
}

unsigned
fake_client_n_retries(void)
{
    return fake.n_retries;
}

unsigned
fake_client_n_players(void)
{
    return players()->len;
}

/* The link of the chosen room; NULL: the newest is meant. */
static const char *
chosen_link(void)
{
    for (guint i = 0; fake.chosen != NULL && i < store()->len; i++) {
        const ClientCamera *camera = g_ptr_array_index(fake.store, i);

        if (g_str_equal(camera->room, fake.chosen))
            return camera->link;
    }
    return NULL;
}

static ClientSession *
session(void)
{
    const char *link = chosen_link();

    for (guint i = sessions()->len; i > 0; i--) {
        ClientSession *self = g_ptr_array_index(fake.sessions, i - 1);

        if (link == NULL || g_str_equal(self->link, link))
            return self;
    }
    return NULL;
}

static PipePlayer *
player(void)
{
    const char *link = chosen_link();

    for (guint i = players()->len; i > 0; i--) {
        PipePlayer *self = g_ptr_array_index(fake.players, i - 1);

        if (link == NULL || g_str_equal(self->link, link))
            return self;
    }
    return NULL;
}

void
fake_client_choose(const char *room)
{
    fake.chosen = room;
}

uint64_t
fake_client_generation(void)
{
    return session() != NULL ? session()->generation : 0;
}

const char *
fake_client_link(void)
{
    return session() != NULL ? session()->link : NULL;
}

void
fake_client_send(const ClientEvent *event)
{
    ClientSession *self = session();

    g_assert_nonnull(self);
    self->handler(event, self->user_data);
}

ClientEvent
fake_client_event(ClientEventKind kind, ProvReason reason)
{
    ClientEvent event = {
        .kind = kind,
        .boot_us = client_boot_now(),
        .verdict = { .reason = reason },
        .unit_us = G_USEC_PER_SEC,
        .wall_trusted = true,
        .wall_us = g_get_real_time(),
    };

    return event;
}

void
fake_client_admit(int live_ms)
{
    ClientEvent event = fake_client_event(CLIENT_EVENT_ADMITTED, PROV_REASON_NONE);

    event.live_until_us = live_ms == 0 ? 0 : event.boot_us + live_ms * INT64_C(1000);
    event.wall_trusted = live_ms != 0;
    fake_client_send(&event);
}

void
fake_client_refuse(ProvReason reason, const char *other_room)
{
    static const uint8_t signer[8] = { 0x8f, 0x31, 0x0c, 0xd4, 0x77, 0xe2, 0x5a, 0x19 };
    bool link = prov_reason_severity(reason) == PROV_SEVERITY_LINK;
    ClientEvent event =
        fake_client_event(link ? CLIENT_EVENT_LINK_AGAIN : CLIENT_EVENT_REFUSED, reason);

    event.other_room = other_room;
    event.detail = "The unit's signing key is not the key of the linked camera.";
    event.verdict.has_signer = true;
    for (unsigned i = 0; i < sizeof signer; i++)
        event.verdict.signer[i] = signer[i];
    event.verdict.has_sequence = true;
    event.verdict.sequence = 48213;
    event.verdict.has_capture = true;
    event.verdict.capture_us = event.wall_us - 17 * 60 * G_USEC_PER_SEC;
    fake_client_send(&event);
}

bool
pipe_init(GError **error)
{
    return true;
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

    self->on_frame = on_frame;
    self->frame_data = frame_data;
    self->on_status = on_status;
    self->status_data = status_data;
    self->link = g_strdup(link);
    g_ptr_array_add(players(), self);
    return self;
}

static void
take_nothing(gpointer self, ProvAdmission *admission)
{
    g_assert_not_reached();
}

ClientSink
pipe_player_as_sink(PipePlayer *self)
{
    return (ClientSink){ .admit = take_nothing, .self = self };
}

void
pipe_player_free(PipePlayer *self)
{
    if (self == NULL)
        return;
    g_ptr_array_remove(players(), self);
    g_free(self->link);
    g_free(self);
}

void
fake_player_show(PipeFrame *frame)
{
    PipePlayer *self = player();

    g_assert_nonnull(self);
    self->on_frame(frame, self->frame_data);
}

void
fake_player_fail(void)
{
    PipePlayer *self = player();

    g_assert_nonnull(self);
    self->on_status(PIPE_STATUS_DECODE_FAILED, self->status_data);
}

static void
put(uint8_t *pixel, double r, double g, double b)
{
    pixel[0] = (uint8_t)CLAMP(r, 0, 255);
    pixel[1] = (uint8_t)CLAMP(g, 0, 255);
    pixel[2] = (uint8_t)CLAMP(b, 0, 255);
}

PipeFrame *
fake_frame_new(const char *link, uint64_t generation, uint32_t rgb, int64_t capture_us)
{
    const int width = 320, height = 180;
    uint8_t *pixels = g_malloc((size_t)(width * height * 3));

    for (int i = 0; i < width * height; i++)
        put(pixels + i * 3, rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff);
    return pipe_frame_new(link, generation, 1, capture_us != 0 ? &capture_us : NULL,
                          PIPE_PIXELS_RGB, width, height, (size_t)width * 3,
                          g_bytes_new_take(pixels, (size_t)(width * height * 3)));
}

PipeFrame *
fake_scene_new(const char *link, uint64_t generation, int64_t capture_us)
{
    const int width = 1280, height = 720;
    uint8_t *pixels = g_malloc((size_t)(width * height * 3));

    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            double u = (double)x / width, v = (double)y / height;
            double hill = 0.62 + 0.08 * sin(u * 5 + 1) + 0.03 * sin(u * 17);
            double grain = 6 * sin(x * 12.9898 + y * 78.233);
            uint8_t *pixel = pixels + (y * width + x) * 3;

            if (v < hill)
                put(pixel, 120 + 90 * v + grain, 165 + 50 * v + grain, 215 - 10 * v + grain);
            else
                put(pixel, 70 + 40 * (1 - v) + grain, 120 - 60 * (v - hill) + grain, 60 + grain);
            if (u > 0.55 && u < 0.8 && v > 0.38 && v < 0.7)
                put(pixel, 196 + grain, 172 + grain, 150 + grain);
            if (fabs(u - 0.675) < (v - 0.22) * 0.9 && v > 0.22 && v < 0.38)
                put(pixel, 140 + grain, 72 + grain, 60 + grain);
            if (u > 0.65 && u < 0.7 && v > 0.52 && v < 0.7)
                put(pixel, 88 + grain, 60 + grain, 46 + grain);
        }
    }
    return pipe_frame_new(link, generation, 1, capture_us != 0 ? &capture_us : NULL,
                          PIPE_PIXELS_RGB, width, height, (size_t)width * 3,
                          g_bytes_new_take(pixels, (size_t)(width * height * 3)));
}

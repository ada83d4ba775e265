/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-client.h"

#include <time.h>

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
    GPtrArray *sessions; /* running, of ClientSession; the newest last */
    GPtrArray *players;  /* existing, of PipePlayer; the newest last */
    const char *chosen;  /* room that the test speaks of; NULL: the newest */
    unsigned n_retries;
    int64_t slept_us;
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

void
fake_client_sleep(int64_t us)
{
    fake.slept_us += us;
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

static ClientSession *
session(void)
{
    const char *link = fake_home_link_of(fake.chosen); /* NULL: the newest is meant */

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
    const char *link = fake_home_link_of(fake.chosen); /* NULL: the newest is meant */

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

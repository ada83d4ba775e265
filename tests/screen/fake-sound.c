/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-sound.h"

#include "client/client.h"

struct PipeSound {
    PipeSoundFunc on_state;
    gpointer state_data;
    bool follows;
};

static struct {
    PipeSound *newest; /* NULL: none is there */
    unsigned n;
    unsigned n_sessions;
} fake;

unsigned
fake_sound_n(void)
{
    return fake.n;
}

unsigned
fake_sound_n_sessions(void)
{
    return fake.n_sessions;
}

bool
fake_sound_is_following(void)
{
    return fake.newest != NULL && fake.newest->follows;
}

void
fake_sound_tell(PipeSoundState state)
{
    fake.newest->on_state(state, fake.newest->state_data);
}

void
client_session_listen(ClientSession *self, const ClientSink *sink)
{
    g_assert_nonnull(self);
    fake.n_sessions = sink != NULL ? fake.n_sessions + 1 : fake.n_sessions - 1;
}

PipeSound *
pipe_sound_new(const char *link, uint64_t generation, PipeSoundFunc on_state, gpointer state_data)
{
    PipeSound *self = g_new0(PipeSound, 1);

    self->on_state = on_state;
    self->state_data = state_data;
    fake.newest = self;
    fake.n++;
    return self;
}

static void
take_nothing(gpointer self, ProvAdmission *admission)
{
    g_assert_not_reached();
}

ClientSink
pipe_sound_as_sink(PipeSound *self)
{
    return (ClientSink){ .admit = take_nothing, .self = self };
}

void
pipe_sound_follow(PipeSound *self, PipeFrame *frame)
{
    self->follows = frame != NULL;
}

void
pipe_sound_free(PipeSound *self)
{
    g_assert_nonnull(self);
    if (fake.newest == self)
        fake.newest = NULL;
    fake.n--;
    g_free(self);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-linking.h"

#include <gio/gio.h>
#include <string.h>

struct ClientLinking {
    ClientLinkingFunc handler;
    gpointer user_data;
};

struct PipeScanner {
    char *file;
    uint64_t generation;
    PipeFrameFunc on_frame;
    gpointer frame_data;
    PipeScanFunc found;
    gpointer user_data;
};

static struct {
    ClientLinking *linking;
    PipeScanner *scanner;
    unsigned n;
    unsigned n_started;
    unsigned n_scanners;
    char *code;
    char *room;
    char *again;
    uint64_t generation;
    int answer;
    bool has_camera;
} fake = { .answer = -1 };

static void
keep(char **kept, const char *text)
{
    g_free(*kept);
    *kept = g_strdup(text);
}

ClientLinking *
client_linking_start(const char *code,
                     const char *room,
                     const char *again,
                     uint64_t generation,
                     ClientSink sink,
                     ClientLinkingFunc handler,
                     gpointer user_data)
{
    ClientLinking *self = g_new0(ClientLinking, 1);

    self->handler = handler;
    self->user_data = user_data;
    keep(&fake.code, code);
    keep(&fake.room, room);
    keep(&fake.again, again);
    fake.generation = generation;
    fake.answer = -1;
    fake.linking = self;
    fake.n++;
    fake.n_started++;
    return self;
}

void
client_linking_confirm(ClientLinking *self, bool yes)
{
    g_assert_true(self == fake.linking);
    g_assert_cmpint(fake.answer, ==, -1);
    fake.answer = yes ? 1 : 0;
}

void
client_linking_stop(ClientLinking *self)
{
    if (self == NULL)
        return;
    if (fake.linking == self)
        fake.linking = NULL;
    fake.n--;
    g_free(self);
}

char *
client_linking_read_code(const char *text, char **serial, GError **error)
{
    g_autofree char *code = g_strstrip(g_strdup(text));
    const char *begin = strstr(code, "SN=");

    *serial = NULL;
    if (!g_str_has_prefix(code, "DPP:") || !g_str_has_suffix(code, ";;") || begin == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is no code.");
        return NULL;
    }
    *serial = g_strndup(begin + 3, strcspn(begin + 3, ";"));
    return g_steal_pointer(&code);
}

unsigned
fake_linking_n(void)
{
    return fake.n;
}

unsigned
fake_linking_n_started(void)
{
    return fake.n_started;
}

const char *
fake_linking_code(void)
{
    return fake.code;
}

const char *
fake_linking_room(void)
{
    return fake.room;
}

const char *
fake_linking_again(void)
{
    return fake.again;
}

uint64_t
fake_linking_generation(void)
{
    return fake.generation;
}

int
fake_linking_answer(void)
{
    return fake.answer;
}

static void
send(const ClientLinkingEvent *event)
{
    g_assert_nonnull(fake.linking);
    fake.linking->handler(event, fake.linking->user_data);
}

void
fake_linking_send(ClientLinkingState state)
{
    const ClientLinkingEvent event = { .state = state, .serial = "OV-0417", .maker = "example" };

    send(&event);
}

void
fake_linking_fail(ClientLinkingFailure failure, const char *other_room)
{
    const ClientLinkingEvent event = { .state = CLIENT_LINKING_FAILED,
                                       .failure = failure,
                                       .detail = "The camera answered with another key.",
                                       .other_room = other_room,
                                       .serial = "OV-0417" };

    send(&event);
}

void
fake_linking_finish(const char *link)
{
    const ClientLinkingEvent event = { .state = CLIENT_LINKING_LINKED, .link = link };

    fake_home_store(link, fake.room);
    send(&event);
}

bool
pipe_scanner_has_camera(void)
{
    return fake.has_camera;
}

static PipeScanner *
scanner_new(PipeScanFunc found, gpointer user_data)
{
    PipeScanner *self = g_new0(PipeScanner, 1);

    self->found = found;
    self->user_data = user_data;
    fake.scanner = self;
    fake.n_scanners++;
    return self;
}

PipeScanner *
pipe_scanner_new_for_file(const char *file, PipeScanFunc found, gpointer user_data)
{
    PipeScanner *self = scanner_new(found, user_data);

    self->file = g_strdup(file);
    return self;
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

    self->generation = generation;
    self->on_frame = on_frame;
    self->frame_data = frame_data;
    return self;
}

void
pipe_scanner_free(PipeScanner *self)
{
    if (self == NULL)
        return;
    if (fake.scanner == self)
        fake.scanner = NULL;
    fake.n_scanners--;
    g_free(self->file);
    g_free(self);
}

void
fake_scanner_set_camera(bool has_camera)
{
    fake.has_camera = has_camera;
}

unsigned
fake_scanner_n(void)
{
    return fake.n_scanners;
}

const char *
fake_scanner_file(void)
{
    return fake.scanner != NULL ? fake.scanner->file : NULL;
}

uint64_t
fake_scanner_generation(void)
{
    return fake.scanner != NULL ? fake.scanner->generation : 0;
}

void
fake_scanner_find(const char *text, PipeScanProblem problem)
{
    g_assert_nonnull(fake.scanner);
    fake.scanner->found(text, problem, fake.scanner->user_data);
}

void
fake_scanner_show(PipeFrame *frame)
{
    g_assert_nonnull(fake.scanner);
    fake.scanner->on_frame(frame, fake.scanner->frame_data);
}

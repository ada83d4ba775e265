/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-code.h"
#include "client/client.h"
#include "client/link-tool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_CODE_FILE (64 * 1024) /* bytes */

/* One linking from the command line. */
typedef struct {
    GMainLoop *loop;
    ClientLinking *linking;
    CameraCode *code;
    const char *room;
    int terminal; /* -1: --yes, nobody is asked */
    guint answer; /* the source that reads it; 0: not asked */
    int64_t started_us;
    int status;
} Add;

/* The words of the command line. */
typedef struct {
    char *room;
    char *again;
    char *file;
    gboolean yes;
} Words;

static void
words_clear(Words *self)
{
    g_free(self->room);
    g_free(self->again);
    g_free(self->file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

static void
add_clear(Add *self)
{
    if (self->terminal >= 0)
        close(self->terminal);
    g_clear_handle_id(&self->answer, g_source_remove);
    g_clear_pointer(&self->linking, client_linking_stop);
    g_clear_pointer(&self->code, camera_code_free);
    g_main_loop_unref(self->loop);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Add, add_clear)

/* The first picture is what is asked about; there is no screen to show it on. */
static void
drop_admission(G_GNUC_UNUSED gpointer self, ProvAdmission *admission)
{
    prov_admission_free(admission);
}

static void
finish(Add *self, int status)
{
    self->status = status;
    g_main_loop_quit(self->loop);
}

/* The terminal's next line. Ctrl-D is a no. */
static gboolean
on_answer(gint fd, G_GNUC_UNUSED GIOCondition condition, gpointer user_data)
{
    Add *self = user_data;
    char line[64];
    const ssize_t n = read(fd, line, sizeof line);

    self->answer = 0;
    client_linking_confirm(self->linking, n > 0 && (line[0] == 'y' || line[0] == 'Y'));
    return G_SOURCE_REMOVE;
}

static void
describe(const Add *self, const ClientLinkingEvent *event)
{
    g_autofree char *key = link_tool_short_hash(self->code->device);

    printf("The camera with the serial number %s, made by %s, has proved that it has the key of "
           "its code (%s).\nIts first confirmed picture came after %.2f s.\n",
           event->serial, event->maker, key,
           (double)(client_boot_now() - self->started_us) / G_USEC_PER_SEC);
    fflush(stdout);
}

static void
ask(Add *self)
{
    if (self->terminal < 0) {
        client_linking_confirm(self->linking, true);
        return;
    }
    dprintf(self->terminal, "Link it as %s? [y/N] ", self->room);
    self->answer = g_unix_fd_add(self->terminal, G_IO_IN | G_IO_HUP, on_answer, self);
}

static void
on_linking(const ClientLinkingEvent *event, gpointer user_data)
{
    Add *self = user_data;

    switch (event->state) {
    case CLIENT_LINKING_CONFIRM:
        describe(self, event);
        ask(self);
        break;
    case CLIENT_LINKING_LINKED:
        printf("It is linked as %s, with the id %s.\n", self->room, event->link);
        finish(self, LINK_DONE);
        break;
    case CLIENT_LINKING_FAILED:
        fprintf(stderr, "ownview-link: %s\n", event->detail);
        finish(self, LINK_FAILED);
        break;
    case CLIENT_LINKING_NONE:
        fputs("ownview-link: Nothing was linked.\n", stderr);
        finish(self, LINK_FAILED);
        break;
    case CLIENT_LINKING_ASKING:
    case CLIENT_LINKING_WAITING:
    default:
        break;
    }
}

/* The camera is given free before the program ends. */
static gboolean
on_signal(gpointer user_data)
{
    Add *self = user_data;

    client_linking_confirm(self->linking, false);
    return G_SOURCE_CONTINUE;
}

static char *
read_stream(int fd, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char part[4096];
    ssize_t n;

    while (text->len <= MAX_CODE_FILE && (n = read(fd, part, sizeof part)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
                        "The code can't be read: %s.", g_strerror(errno));
            return NULL;
        }
        g_string_append_len(text, part, n);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The code's text: the word, standard input for "-", or a text file. */
static char *
read_text(const Words *words, const char *word, GError **error)
{
    char *text;
    int fd;

    if (words->file == NULL)
        return strcmp(word, "-") == 0 ? read_stream(STDIN_FILENO, error) : g_strdup(word);
    fd = open(words->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno), "%s can't be opened: %s.",
                    words->file, g_strerror(errno));
        return NULL;
    }
    text = read_stream(fd, error);
    close(fd);
    return text;
}

/* Standard input may hold the code, so the answer is read from the terminal itself. */
static bool
open_terminal(Add *self, bool yes, GError **error)
{
    self->terminal = yes ? -1 : open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (yes || self->terminal >= 0)
        return true;
    g_set_error_literal(
        error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
        "There is no terminal to ask on whether this is your camera; --yes links it "
        "without asking.");
    return false;
}

/* The id of the link that is replaced, which keeps its room unless there is a new name. */
static bool
find_again(Words *words, GError **error)
{
    g_autoptr(GPtrArray) list = NULL;
    const CameraRecord *record;

    if (words->again == NULL)
        return true;
    list = camera_store_list(NULL, error);
    record = list != NULL ? link_tool_find_record(list, words->again, error) : NULL;
    if (record == NULL)
        return false;
    g_free(words->again);
    words->again = g_strdup(record->id);
    if (words->room == NULL)
        words->room = g_strdup(record->room);
    return true;
}

static int
run(Add *self, const Words *words, const char *text)
{
    const ClientSink sink = { drop_admission, NULL };
    const guint on_int = g_unix_signal_add(SIGINT, on_signal, self);
    const guint on_term = g_unix_signal_add(SIGTERM, on_signal, self);

    self->started_us = client_boot_now();
    self->linking = client_linking_start(text, self->room, words->again, 1, sink, on_linking, self);
    g_main_loop_run(self->loop);
    g_source_remove(on_int);
    g_source_remove(on_term);
    return self->status;
}

int
link_add(int argc, char **argv)
{
    g_auto(Words) words = { 0 };
    const GOptionEntry entries[] = {
        { "room", 0, 0, G_OPTION_ARG_STRING, &words.room,
          "What to call it (default: its serial number)", "NAME" },
        { "again", 0, 0, G_OPTION_ARG_STRING, &words.again,
          "The camera replaces this link, and keeps its room and place", "ID|ROOM" },
        { "file", 0, 0, G_OPTION_ARG_FILENAME, &words.file, "Read the code from a text file",
          "FILE" },
        { "yes", 0, 0, G_OPTION_ARG_NONE, &words.yes,
          "Link it without asking whether it is the right one", NULL },
        { NULL },
    };
    g_auto(Add) self = { .loop = g_main_loop_new(NULL, FALSE), .terminal = -1 };
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bool has_file;

    if (!link_tool_parse("CODE|-",
                         "Links the camera whose code this is: the text of the code on "
                         "the camera, or - for standard input.",
                         entries, &argc, &argv, 0, 1))
        return LINK_UNUSABLE;
    has_file = words.file != NULL;
    if (has_file == (argc == 2)) {
        fputs("ownview-link: Give one code: as a word, - for standard input, or --file FILE.\n",
              stderr);
        return LINK_UNUSABLE;
    }
    text = read_text(&words, argv[1], &error);
    self.code = text != NULL ? camera_code_parse(text, &error) : NULL;
    if (self.code == NULL || !open_terminal(&self, words.yes, &error))
        return link_tool_complain(LINK_UNUSABLE, error);
    if (!find_again(&words, &error))
        return link_tool_complain(LINK_FAILED, error);
    self.room = words.room != NULL ? words.room : self.code->serial;
    return run(&self, &words, text);
}

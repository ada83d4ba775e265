/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-history-file.h"

#include "client/cameras/camera-file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_LINE 4096 /* bytes; a longer one is not ours */

/* "history.jsonl" for 0, "history.jsonl.2" for 2. Transfer full. */
static char *
file_name(unsigned age)
{
    return age == 0 ? g_strdup(CLIENT_HISTORY_FILE)
                    : g_strdup_printf(CLIENT_HISTORY_FILE ".%u", age);
}

static int
open_newest(int dir)
{
    struct stat state;
    int fd = openat(dir, CLIENT_HISTORY_FILE,
                    O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

    if (fd < 0)
        return -1;
    if (fstat(fd, &state) == 0 && S_ISREG(state.st_mode) && state.st_uid == geteuid()
        && (state.st_mode & 077) == 0 && state.st_nlink == 1)
        return fd;
    close(fd);
    return -1;
}

/* Everything one file older; the oldest goes. */
static void
rotate(int dir)
{
    for (unsigned age = CLIENT_HISTORY_N_FILES - 1; age > 0; age--) {
        g_autofree char *from = file_name(age - 1);
        g_autofree char *to = file_name(age);

        renameat(dir, from, dir, to);
    }
}

/* What a power cut left of a line must not spoil the next one. */
static bool
ends_within_a_line(int fd, off_t size)
{
    char last = '\n';

    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

static bool
append(int dir, const char *line)
{
    int fd = open_newest(dir);
    struct stat state;
    g_autofree char *text = NULL;
    size_t len;
    bool written;

    if (fd < 0)
        return false;
    if (fstat(fd, &state) == 0
        && state.st_size + (off_t)strlen(line) + 1 > CLIENT_HISTORY_MAX_FILE) {
        close(fd);
        rotate(dir);
        fd = open_newest(dir);
    }
    if (fd < 0)
        return false;
    text = g_strconcat(fstat(fd, &state) == 0 && ends_within_a_line(fd, state.st_size) ? "\n" : "",
                       line, NULL);
    len = strlen(text);
    written = write(fd, text, len) == (ssize_t)len;
    close(fd);
    return written;
}

bool
client_history_file_append(const char *dir, const char *line)
{
    int fd = camera_file_open_dir(dir, NULL);
    bool written;

    if (fd < 0)
        return false;
    written = append(fd, line);
    close(fd);
    return written;
}

static void
read_lines(GBytes *file, GPtrArray *out)
{
    gsize len;
    const char *at = g_bytes_get_data(file, &len), *end = at + len;

    while (at < end) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        gsize line_len = (gsize)((stop != NULL ? stop : end) - at);
        ClientRefusal *refusal =
            line_len <= MAX_LINE ? client_refusal_from_line(at, line_len) : NULL;

        if (refusal != NULL)
            g_ptr_array_add(out, refusal);
        at += line_len + 1;
    }
}

GPtrArray *
client_history_file_read(const char *dir)
{
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)client_refusal_free);
    int fd = camera_file_open_dir(dir, NULL);

    if (fd < 0)
        return out;
    for (unsigned age = CLIENT_HISTORY_N_FILES; age > 0; age--) {
        g_autofree char *name = file_name(age - 1);
        g_autoptr(GBytes) file = camera_file_read(fd, dir, name, CLIENT_HISTORY_MAX_FILE, NULL);

        if (file != NULL)
            read_lines(file, out);
    }
    close(fd);
    return out;
}

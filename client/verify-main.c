/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-clock.h"
#include "client/provenance/prov-gate.h"
#include "client/verify-options.h"
#include "client/verify-report.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EXIT_ADMITTED = 0,
    EXIT_REFUSED = 1,
    EXIT_UNUSABLE = 2
};

static GBytes *
fail_file(const char *path, const char *why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s can't be read: %s.", path, why);
    return NULL;
}

/* At most @max bytes and one more, which is enough for "too large" to be judged. */
static GBytes *
read_file(const char *path, size_t max, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    g_autofree guint8 *bytes = NULL;
    size_t len = 0, size;
    struct stat info;

    if (fd < 0)
        return fail_file(path, g_strerror(errno), error);
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        close(fd);
        return fail_file(path, "it is not a regular file", error);
    }
    size = MIN((size_t)info.st_size, max) + 1;
    bytes = g_malloc(size);
    while (len < size) {
        ssize_t n = read(fd, bytes + len, size - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int why = errno;

            close(fd);
            return fail_file(path, g_strerror(why), error);
        }
        if (n == 0)
            break;
        len += (size_t)n;
    }
    close(fd);
    return g_bytes_new_take(g_steal_pointer(&bytes), len);
}

/* All of them, before anything is judged: one that can't be read means that nothing is printed. */
static GPtrArray *
read_files(char **paths, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (size_t i = 0; paths[i] != NULL; i++) {
        GBytes *bytes =
            read_file(paths[i], i == 0 ? PROV_MAX_INIT_LEN : PROV_MAX_SEGMENT_LEN, error);

        if (bytes == NULL)
            return NULL;
        g_ptr_array_add(files, bytes);
    }
    return g_steal_pointer(&files);
}

static ProvClock
read_clock(const VerifyOptions *options)
{
    ProvClock clock = client_clock_read();

    if (options->has_now)
        return (ProvClock){ PROV_CLOCK_TRUSTED, options->now_us, clock.boot_us };
    return clock;
}

static bool
print_line(const char *path, bool is_init, const ProvVerdict *verdict)
{
    g_autofree char *line = verify_report_line(path, is_init, verdict);

    fputs(line, stdout);
    return prov_verdict_admits(verdict);
}

static int
judge_all(const VerifyOptions *options, const GPtrArray *files)
{
    g_autoptr(ProvGate) gate = prov_gate_new(options->expectation);
    GBytes *init = g_ptr_array_index(files, 0);
    ProvClock now = read_clock(options);
    ProvVerdict verdict = prov_gate_submit_init(gate, init, &now);
    bool all = print_line(options->files[0], true, &verdict);

    for (guint i = 1; i < files->len; i++) {
        g_autoptr(ProvAdmission) admission = NULL; /* goes nowhere: this program shows nothing */

        now = read_clock(options);
        verdict = prov_gate_submit(gate, init, g_ptr_array_index(files, i), &now, &admission);
        all &= print_line(options->files[i], false, &verdict);
    }
    return all ? EXIT_ADMITTED : EXIT_REFUSED;
}

int
main(int argc, char **argv)
{
    g_auto(VerifyOptions) options = { 0 };
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(GError) error = NULL;
    int status;

    setlocale(LC_ALL, "");
    if (!verify_options_parse(argc, argv, &options, &error)
        || (files = read_files(options.files, &error)) == NULL) {
        fprintf(stderr, "ownview-verify: %s\n", error->message);
        return EXIT_UNUSABLE;
    }

    status = judge_all(&options, files);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "ownview-verify: standard output can't be written: %s.\n",
                g_strerror(errno));
        return EXIT_UNUSABLE;
    }
    return status;
}

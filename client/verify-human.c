/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-human.h"

#include "client/verify-report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MIN_NAME_WIDTH 4 /* "unit" */
#define MAX_NAME_WIDTH 40
#define TIME_WIDTH     24 /* 2026-11-22T06:00:03.500Z */
#define VERDICT_WIDTH  8  /* "admitted" */
#define LONG_INPUT     20 /* files: below that it is done before it is read */

char *
verify_human_harmless(const char *text)
{
    g_autofree char *name = g_utf8_make_valid(text, -1);
    GString *out = g_string_new(NULL);

    for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);

        if (g_unichar_isprint(c) && g_unichar_type(c) != G_UNICODE_FORMAT)
            g_string_append_unichar(out, c);
        else
            g_string_append_c(out, '?');
    }
    return g_string_free(out, FALSE);
}

/* A file may be called anything, a terminal's control sequences as well. */
static char *
harmless_name(const char *path)
{
    g_autofree char *base = g_path_get_basename(path);

    return verify_human_harmless(base);
}

/* printf() counts bytes; a column counts characters. */
static void
append_column(GString *line, const char *text, int width)
{
    glong len = g_utf8_strlen(text, -1);

    g_string_append(line, text);
    for (; len < width; len++)
        g_string_append_c(line, ' ');
    g_string_append(line, "  ");
}

char *
verify_human_begin(VerifyHuman *self, char **paths)
{
    GString *line = g_string_new(NULL);

    *self = (VerifyHuman){ .name_width = MIN_NAME_WIDTH };
    for (size_t i = 0; paths[i] != NULL; i++) {
        g_autofree char *name = harmless_name(paths[i]);

        self->name_width = (int)MAX(self->name_width, g_utf8_strlen(name, -1));
    }
    self->name_width = MIN(self->name_width, MAX_NAME_WIDTH);
    append_column(line, "unit", self->name_width);
    append_column(line, "captured", TIME_WIDTH);
    append_column(line, "verdict", VERDICT_WIDTH);
    g_string_append(line, "why\n");
    return g_string_free(line, FALSE);
}

static void
append_why(GString *line, const ProvVerdict *verdict)
{
    g_auto(GStrv) notes = verify_report_notes(verdict->notes);
    g_autofree char *joined = g_strjoinv(", ", notes);

    if (!prov_verdict_admits(verdict))
        g_string_append_printf(line, "%s: %s", prov_reason_name(verdict->reason),
                               verdict->detail != NULL ? verdict->detail : "");
    if (joined[0] != '\0')
        g_string_append_printf(line, "%s%s", prov_verdict_admits(verdict) ? "" : "; ", joined);
}

char *
verify_human_line(VerifyHuman *self, const char *path, const ProvVerdict *verdict)
{
    g_autofree char *name = harmless_name(path);
    g_autofree char *captured =
        verdict->has_capture ? verify_report_time(verdict->capture_us) : NULL;
    GString *line = g_string_new(NULL);
    bool admitted = prov_verdict_admits(verdict);

    self->n_admitted += admitted;
    self->n_refused += !admitted;
    append_column(line, name, self->name_width);
    append_column(line, captured != NULL ? captured : "-", TIME_WIDTH);
    append_column(line, admitted ? "admitted" : "REFUSED", VERDICT_WIDTH);
    append_why(line, verdict);
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    g_string_append_c(line, '\n');
    return g_string_free(line, FALSE);
}

char *
verify_human_end(const VerifyHuman *self)
{
    return g_strdup_printf("\n%zu admitted, %zu refused%s\n", self->n_admitted, self->n_refused,
                           self->n_refused > 0 ? "; ownview-verify --explain REASON tells more"
                                               : "");
}

void
verify_human_progress(size_t done, size_t total)
{
    if (total < LONG_INPUT || !isatty(STDERR_FILENO) || isatty(STDOUT_FILENO))
        return;
    if (done == total)
        fputs("\r\033[K", stderr);
    else
        fprintf(stderr, "\r%zu of %zu", done, total);
    fflush(stderr);
}

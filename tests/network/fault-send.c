/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/fault-send.h"

#include <string.h>

#define FOREVER_MS (3600 * 1000)
#define PACE_MS    100 /* between two portions of a body that is slowed down */

static const char page[] = "<!DOCTYPE html><html><title>Welcome</title>Please sign in.</html>\n";

/* The head as it came, but for how long the body is and for what @more adds. */
static bool
send_head(FaultAnswer *answer, size_t announced, const char *more)
{
    g_auto(GStrv) lines = g_strsplit(answer->message->head->str, "\r\n", -1);
    g_autoptr(GString) head = g_string_new(NULL);

    for (size_t i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
        if (g_ascii_strncasecmp(lines[i], "Content-Length:", strlen("Content-Length:")) != 0)
            g_string_append_printf(head, "%s\r\n", lines[i]);
    }
    g_string_append_printf(head, "Content-Length: %zu\r\n%s\r\n", announced, more);
    answer->begun = true;
    return wire_write(answer->wire, head->str, head->len);
}

static bool
advance_to(FaultAnswer *answer, size_t to)
{
    const GByteArray *body = answer->message->body;
    size_t from = answer->done;

    if (!answer->begun && !send_head(answer, body->len, ""))
        return false;
    answer->done = MAX(from, MIN(to, body->len));
    return wire_write(answer->wire, body->data + from, answer->done - from);
}

/* What stands before the fault; nothing, not even the head, when it strikes at the beginning. */
static bool
begin(FaultAnswer *answer)
{
    return answer->at == 0 || advance_to(answer, answer->at);
}

static bool
finish(FaultAnswer *answer)
{
    return advance_to(answer, SIZE_MAX);
}

/* The rest in portions, until there is no more reason to be slow. */
static bool
trickle(FaultAnswer *answer, size_t portion, guint pause_ms)
{
    while (answer->done < answer->message->body->len) {
        if (!advance_to(answer, answer->done + portion))
            return false;
        if (pause_ms > 0 && !answer->pause(answer->data, pause_ms))
            break;
    }
    return finish(answer);
}

bool
fault_send_whole(FaultAnswer *answer)
{
    const FaultShape *shape = &answer->shape;
    size_t portion = shape->bytes_per_s * PACE_MS / 1000;

    if (shape->latency_ms > 0)
        answer->pause(answer->data, shape->latency_ms);
    if (shape->stall_every > 0 && answer->number % shape->stall_every == 0) {
        if (!advance_to(answer, answer->message->body->len / 2))
            return false;
        answer->pause(answer->data, shape->stall_ms);
    }
    return portion > 0 ? trickle(answer, portion, PACE_MS) : finish(answer);
}

static bool
send_latency(FaultAnswer *answer)
{
    static const guint ms[] = { 300, 1500, 20000 };

    if (!begin(answer))
        return false;
    answer->pause(answer->data, ms[answer->strength]);
    return finish(answer);
}

static bool
send_slowly(FaultAnswer *answer)
{
    static const size_t bytes_per_s[] = { 8000, 2000, 10 };

    return begin(answer)
           && trickle(answer, bytes_per_s[answer->strength] * PACE_MS / 1000, PACE_MS);
}

static bool
send_sliced(FaultAnswer *answer)
{
    static const struct {
        size_t len;
        guint pause_ms;
    } slices[] = { { 100, 0 }, { 10, 1 }, { 1, 100 } };
    const guint pause_ms = slices[answer->strength].pause_ms;

    return begin(answer) && trickle(answer, slices[answer->strength].len, pause_ms);
}

static bool
send_cut(FaultAnswer *answer)
{
    begin(answer);
    return false;
}

static bool
send_reset(FaultAnswer *answer)
{
    begin(answer);
    wire_make_reset(answer->wire);
    return false;
}

static bool
send_nothing(FaultAnswer *answer)
{
    answer->pause(answer->data, FOREVER_MS);
    wire_make_reset(answer->wire);
    return false;
}

static bool
send_silence(FaultAnswer *answer)
{
    if (!begin(answer))
        return false;
    answer->pause(answer->data, FOREVER_MS);
    return finish(answer);
}

static bool
send_and_linger(FaultAnswer *answer)
{
    static const guint ms[] = { 1000, 5000, 30000 };

    if (send_head(answer, answer->message->body->len, "Connection: close\r\n") && finish(answer))
        answer->pause(answer->data, ms[answer->strength]);
    return false;
}

/* Once too little and the rest behind it, often one byte more than comes, always far too much. */
static bool
send_wrong_length(FaultAnswer *answer)
{
    const size_t len = answer->message->body->len;
    const size_t announced[] = { answer->at, len + 1, len + 100000 };

    if (!send_head(answer, announced[answer->strength], "") || !finish(answer))
        return false;
    return answer->strength != FAULT_ALWAYS;
}

static bool
send_instead(FaultAnswer *answer, const char *head, const void *body, size_t len)
{
    g_autofree char *text =
        g_strdup_printf("HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", head, len);

    return wire_write(answer->wire, text, strlen(text)) && wire_write(answer->wire, body, len);
}

static bool
send_status(FaultAnswer *answer)
{
    static const char *const heads[FAULT_N_PLACES] = {
        "500 Internal Server Error",
        "403 Forbidden",
        "404 Not Found",
        "503 Service Unavailable",
        "429 Too Many Requests\r\nRetry-After: 1000000000",
    };

    return send_instead(answer, heads[answer->place], page, strlen(page));
}

/* A page: as long as it is, or as long as what it stands for, or without saying how long. */
static bool
send_page(FaultAnswer *answer)
{
    static const char head[] = "200 OK\r\nContent-Type: text/html";
    const size_t len = answer->message->body->len;
    g_autofree char *chunked = NULL;
    g_autofree char *padded = NULL;

    if (answer->place == FAULT_TAIL) {
        chunked = g_strdup_printf("HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n%s\r\n0"
                                  "\r\n\r\n",
                                  head, strlen(page), page);
        return wire_write(answer->wire, chunked, strlen(chunked));
    }
    if (answer->place != FAULT_MIDDLE)
        return send_instead(answer, head, page, strlen(page));
    padded = g_strnfill(len, ' ');
    memcpy(padded, page, MIN(len, strlen(page)));
    return send_instead(answer, head, padded, len);
}

static bool
send_torn(FaultAnswer *answer)
{
    const GByteArray *body = answer->message->body;

    if (advance_to(answer, answer->at))
        wire_tear_record(answer->wire, body->data + answer->done, body->len - answer->done);
    return false;
}

static const FaultSend sends[FAULT_N_KINDS] = {
    [FAULT_NONE] = fault_send_whole,  [FAULT_LATENCY] = send_latency,
    [FAULT_BANDWIDTH] = send_slowly,  [FAULT_CUT] = send_cut,
    [FAULT_SLICER] = send_sliced,     [FAULT_RESET] = send_reset,
    [FAULT_HALF_OPEN] = send_nothing, [FAULT_SLOW_CLOSE] = send_and_linger,
    [FAULT_SILENCE] = send_silence,   [FAULT_LENGTH] = send_wrong_length,
    [FAULT_STATUS] = send_status,     [FAULT_HTML] = send_page,
    [FAULT_TLS_CUT] = send_torn,
};

FaultSend
fault_send_of(FaultKind kind)
{
    return sends[kind];
}

bool
fault_is_gradual(FaultKind kind)
{
    return kind == FAULT_LATENCY || kind == FAULT_BANDWIDTH || kind == FAULT_SLICER
           || kind == FAULT_SLOW_CLOSE;
}

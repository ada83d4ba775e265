/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-playlist.h"

#include <string.h>

#define MAX_LINE_LEN 4096 /* bytes */
#define MIN_TARGET   1    /* seconds */
#define MAX_TARGET   10

/* What one line after the other builds up. */
typedef struct {
    FetchPlaylist *playlist;
    uint64_t number; /* of the next entry */
    bool has_number;
    bool expects_uri; /* an EXTINF came before */
    char *map;
} Parser;

typedef bool (*TagFunc)(Parser *parser, const char *value, GError **error);

/* One tag this profile knows; the rest of "#EXT…" is passed over unless it is refused by name. */
typedef struct {
    const char *name;
    TagFunc read;
} Tag;

static bool
fail(GError **error, const char *what)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The camera's playlist %s.", what);
    return false;
}

static bool
read_target(Parser *parser, const char *value, GError **error)
{
    guint64 seconds;

    if (!g_ascii_string_to_unsigned(value, 10, MIN_TARGET, MAX_TARGET, &seconds, NULL))
        return fail(error, "has a target duration that is not 1 to 10 s");
    parser->playlist->target_us = (int64_t)seconds * G_USEC_PER_SEC;
    return true;
}

static bool
read_number(Parser *parser, const char *value, GError **error)
{
    guint64 number;

    if (parser->has_number || parser->playlist->n > 0
        || !g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT64, &number, NULL))
        return fail(error, "has a media sequence number that can't be read");
    parser->number = number;
    parser->has_number = true;
    return true;
}

static bool
read_control(Parser *parser, const char *value, G_GNUC_UNUSED GError **error)
{
    g_auto(GStrv) attributes = g_strsplit(value, ",", -1);

    parser->playlist->can_block =
        g_strv_contains((const char *const *)attributes, "CAN-BLOCK-RELOAD=YES");
    return true;
}

/* URI="…" and nothing else: a BYTERANGE is outside the profile. */
static bool
read_map(Parser *parser, const char *value, GError **error)
{
    size_t len = strlen(value);

    if (!g_str_has_prefix(value, "URI=\"") || len < 7 || value[len - 1] != '"'
        || strchr(value + 5, '"') != value + len - 1)
        return fail(error, "names its init segment in a way that can't be read");
    g_free(parser->map);
    parser->map = g_strndup(value + 5, len - 6);
    return true;
}

static bool
read_duration(Parser *parser, const char *value, GError **error)
{
    char *end = NULL;
    double seconds = g_ascii_strtod(value, &end);

    if (parser->expects_uri || end == value || (*end != ',' && *end != '\0') || !(seconds > 0)
        || seconds > MAX_TARGET + 1)
        return fail(error, "has a segment duration that can't be read");
    parser->expects_uri = true;
    return true;
}

static bool
refuse_tag(G_GNUC_UNUSED Parser *parser, G_GNUC_UNUSED const char *value, GError **error)
{
    return fail(error, "is encrypted, ended, in byte ranges, or a list of other playlists");
}

static const Tag tags[] = {
    { "#EXT-X-TARGETDURATION", read_target },
    { "#EXT-X-MEDIA-SEQUENCE", read_number },
    { "#EXT-X-SERVER-CONTROL", read_control },
    { "#EXT-X-MAP", read_map },
    { "#EXTINF", read_duration },
    { "#EXT-X-KEY", refuse_tag },
    { "#EXT-X-SESSION-KEY", refuse_tag },
    { "#EXT-X-ENDLIST", refuse_tag },
    { "#EXT-X-BYTERANGE", refuse_tag },
    { "#EXT-X-STREAM-INF", refuse_tag },
    { "#EXT-X-DEFINE", refuse_tag },
    { "#EXT-X-I-FRAMES-ONLY", refuse_tag },
};

static bool
read_tag(Parser *parser, const char *line, GError **error)
{
    size_t name_len = strcspn(line, ":");

    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
        if (strlen(tags[i].name) == name_len && strncmp(line, tags[i].name, name_len) == 0)
            return tags[i].read(parser, line[name_len] == ':' ? line + name_len + 1 : "", error);
    }
    return true;
}

static bool
read_uri(Parser *parser, const char *line, GError **error)
{
    FetchPlaylist *playlist = parser->playlist;
    FetchEntry *entry = &playlist->entries[playlist->n];

    if (!parser->expects_uri || parser->map == NULL)
        return fail(error, "names a segment without its duration or its init segment");
    if (playlist->n == FETCH_MAX_ENTRIES)
        return fail(error, "lists more than 64 segments");
    entry->uri = g_strdup(line);
    entry->map = g_strdup(parser->map);
    entry->number = parser->number++;
    playlist->n++;
    parser->expects_uri = false;
    return true;
}

/* Plain UTF-8 lines, without a byte order mark or control characters. */
static char **
split_lines(GBytes *text, GError **error)
{
    gsize len;
    const char *data = g_bytes_get_data(text, &len);
    g_autofree char *copy = NULL;

    if (len == 0 || len > FETCH_MAX_PLAYLIST_LEN || !g_utf8_validate_len(data, len, NULL)) {
        fail(error, "is empty, too long, or not UTF-8 text");
        return NULL;
    }
    for (gsize i = 0; i < len; i++) {
        if (((guchar)data[i] < ' ' && data[i] != '\n' && data[i] != '\r' && data[i] != '\t')
            || (data[i] == '\r' && (i + 1 == len || data[i + 1] != '\n'))) {
            fail(error, "holds control characters");
            return NULL;
        }
    }
    copy = g_strndup(data, len);
    return g_strsplit(copy, "\n", -1);
}

FetchPlaylist *
fetch_playlist_parse(GBytes *text, GError **error)
{
    g_autoptr(FetchPlaylist) self = g_new0(FetchPlaylist, 1);
    g_auto(GStrv) lines = split_lines(text, error);
    g_autofree char *map = NULL;
    Parser parser = { .playlist = self };
    bool good = true;

    if (lines == NULL)
        return NULL;
    if (strcmp(g_strchomp(lines[0]), "#EXTM3U") != 0) {
        fail(error, "does not begin with #EXTM3U");
        return NULL;
    }
    for (size_t i = 1; good && lines[i] != NULL; i++) {
        const char *line = g_strchomp(lines[i]);

        if (strlen(line) > MAX_LINE_LEN)
            good = fail(error, "has a line of more than 4,096 bytes");
        else if (g_str_has_prefix(line, "#EXT"))
            good = read_tag(&parser, line, error);
        else if (line[0] != '\0' && line[0] != '#')
            good = read_uri(&parser, line, error);
    }
    map = parser.map;
    if (!good)
        return NULL;
    if (self->target_us == 0 || self->n == 0) {
        fail(error, "lists no segments, or no target duration");
        return NULL;
    }
    return g_steal_pointer(&self);
}

void
fetch_playlist_free(FetchPlaylist *self)
{
    if (self == NULL)
        return;

    for (size_t i = 0; i < self->n; i++) {
        g_free(self->entries[i].uri);
        g_free(self->entries[i].map);
    }
    g_free(self);
}

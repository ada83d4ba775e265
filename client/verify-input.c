/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-input.h"

#include "client/provenance/prov-gate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PLAYLIST_LEN (4 * 1024 * 1024) /* bytes: a day of segments of two seconds */
#define MAP_TAG          "#EXT-X-MAP:"

static gpointer
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

GPtrArray *
verify_input_read(char **paths, GError **error)
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

/* Runs of digits by their value, everything else by its bytes: seg-9 before seg-10. */
static int
compare_naturally(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");

        if (n == 0 || m == 0) {
            if (*a != *b)
                return (guchar)*a < (guchar)*b ? -1 : 1;
            a++;
            b++;
            continue;
        }
        for (; n > 1 && *a == '0'; n--)
            a++;
        for (; m > 1 && *b == '0'; m--)
            b++;
        if (n != m)
            return n < m ? -1 : 1;
        if (strncmp(a, b, n) != 0)
            return strncmp(a, b, n);
        a += n;
        b += m;
    }
    return (*a != '\0') - (*b != '\0');
}

static int
compare_words(gconstpointer a, gconstpointer b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int order = compare_naturally(x, y);

    return order != 0 ? order : strcmp(x, y); /* 01 and 1 */
}

typedef enum {
    KIND_OTHER = 0,
    KIND_INIT,
    KIND_SEGMENT,
} Kind;

/* By its first box; a file that is named like video is a segment, so that it is judged, not passed
 * over. */
static Kind
kind_of(const char *path)
{
    static const char *const segment_types[] = { "emsg", "styp", "prft", "sidx", "moof" };
    static const char *const suffixes[] = { ".m4s", ".mp4", ".m4v", ".cmfv" };
    g_autoptr(GBytes) head = read_file(path, 7, NULL);
    gsize len = 0;
    const char *bytes = head != NULL ? g_bytes_get_data(head, &len) : NULL;

    if (len == 8 && memcmp(bytes + 4, "ftyp", 4) == 0)
        return KIND_INIT;
    for (size_t i = 0; len == 8 && i < G_N_ELEMENTS(segment_types); i++) {
        if (memcmp(bytes + 4, segment_types[i], 4) == 0)
            return KIND_SEGMENT;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        if (g_str_has_suffix(path, suffixes[i]))
            return KIND_SEGMENT;
    }
    return KIND_OTHER;
}

/* Of several files that begin like an init segment, the only one that is named so. */
static char *
choose_init(const char *dir, GPtrArray *inits, GError **error)
{
    const char *named = NULL;
    guint n_named = 0;

    for (guint i = 0; i < inits->len; i++) {
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(inits, i));

        if (strstr(name, "init") != NULL) {
            named = g_ptr_array_index(inits, i);
            n_named++;
        }
    }
    if (inits->len == 1)
        return g_strdup(g_ptr_array_index(inits, 0));
    if (n_named == 1)
        return g_strdup(named);
    if (inits->len == 0)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "%s holds no init segment; name the files one by one.", dir);
    else
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "%s holds %u files that begin like an init segment; name the files of one "
                    "stream one by one.",
                    dir, inits->len);
    return NULL;
}

static char **
expand_directory(const char *dir, GError **error)
{
    g_autoptr(GPtrArray) inits = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) listing = g_dir_open(dir, 0, error);
    const char *name;
    char *init;

    if (listing == NULL)
        return NULL;
    while ((name = g_dir_read_name(listing)) != NULL) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        Kind kind = name[0] == '.' ? KIND_OTHER : kind_of(path);

        if (kind != KIND_OTHER)
            g_ptr_array_add(kind == KIND_INIT ? inits : segments, g_steal_pointer(&path));
    }
    init = choose_init(dir, inits, error);
    if (init == NULL)
        return NULL;
    for (guint i = 0; i < inits->len; i++) { /* the others are judged too, and refused */
        if (strcmp(g_ptr_array_index(inits, i), init) != 0)
            g_ptr_array_add(segments, g_strdup(g_ptr_array_index(inits, i)));
    }
    g_ptr_array_sort(segments, compare_words);
    g_ptr_array_insert(segments, 0, init);
    g_ptr_array_add(segments, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&segments), FALSE);
}

static bool
fail_playlist(const char *path, const char *why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s %s.", path, why);
    return false;
}

/* The file beside the playlist that @uri means; nothing is fetched, and nothing lies elsewhere. */
static char *
resolve(const char *path, const char *uri)
{
    g_autofree char *folder = g_path_get_dirname(path);

    if (uri[0] == '\0' || uri[0] == '/' || strpbrk(uri, ":?#%\\") != NULL
        || strstr(uri, "..") != NULL)
        return NULL;
    return g_build_filename(folder, uri, NULL);
}

/* EXT-X-MAP (RFC 8216, section 4.3.2.5): one for the whole list, as the files are one session. */
static bool
read_map(const char *path, const char *line, GPtrArray *out, GError **error)
{
    const char *start = strstr(line, "URI=\""), *end;
    g_autofree char *uri = NULL;
    g_autofree char *file = NULL;

    start = start != NULL ? start + strlen("URI=\"") : NULL;
    end = start != NULL ? strchr(start, '"') : NULL;
    if (end == NULL || strstr(line, "BYTERANGE") != NULL)
        return fail_playlist(path, "has an EXT-X-MAP that can't be read", error);
    uri = g_strndup(start, (gsize)(end - start));
    file = resolve(path, uri);
    if (file == NULL)
        return fail_playlist(path, "names a file that does not lie beside it", error);
    if (out->len == 0)
        g_ptr_array_add(out, g_steal_pointer(&file));
    else if (strcmp(file, g_ptr_array_index(out, 0)) != 0)
        return fail_playlist(
            path, "changes its init segment; name the files of one session one by one", error);
    return true;
}

static bool
read_line(const char *path, const char *line, GPtrArray *out, GError **error)
{
    char *file;

    if (g_str_has_prefix(line, MAP_TAG))
        return read_map(path, line, out, error);
    if (g_str_has_prefix(line, "#EXT-X-BYTERANGE"))
        return fail_playlist(path, "names parts of files, which can't be judged", error);
    if (line[0] == '\0' || line[0] == '#')
        return true;
    if (out->len == 0)
        return fail_playlist(path, "names a segment before its init segment (EXT-X-MAP)", error);
    file = resolve(path, line);
    if (file == NULL)
        return fail_playlist(path, "names a file that does not lie beside it", error);
    g_ptr_array_add(out, file);
    return true;
}

static char **
expand_playlist(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = read_file(path, MAX_PLAYLIST_LEN, error);
    g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) lines = NULL;
    g_autofree char *text = NULL;
    gsize len;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;

    if (data == NULL)
        return NULL;
    text = g_strndup(data, len);
    if (len > MAX_PLAYLIST_LEN || strlen(text) != len || !g_str_has_prefix(text, "#EXTM3U")) {
        fail_playlist(path, "is no playlist: it does not begin with #EXTM3U", error);
        return NULL;
    }
    lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++) {
        if (!read_line(path, g_strchomp(lines[i]), out, error))
            return NULL;
    }
    if (out->len == 0) {
        fail_playlist(path, "names no init segment (EXT-X-MAP)", error);
        return NULL;
    }
    g_ptr_array_add(out, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&out), FALSE);
}

char **
verify_input_expand(char **words, GError **error)
{
    if (words[1] == NULL && g_file_test(words[0], G_FILE_TEST_IS_DIR))
        return expand_directory(words[0], error);
    if (words[1] == NULL && g_str_has_suffix(words[0], ".m3u8"))
        return expand_playlist(words[0], error);
    return g_strdupv(words);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-makers.h"

#include "client/cameras/camera-link-trust.h"
#include "client/cameras/camera-pem.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX          ".pem"
#define MAX_ANCHORS_LEN (256 * 1024) /* bytes */
#define MAX_MAKERS      256

char *
client_makers_get_dir(GError **error)
{
#if OWNVIEW_DEMO
    const char *dir = g_getenv("OWNVIEW_DEMO_DIR");
    struct stat info;

    if (dir == NULL || lstat(dir, &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid()
        || (info.st_mode & 077) != 0) {
        g_set_error(
            error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
            "The demo's directory %s is missing, or not private to you; start it with ./demo.",
            dir != NULL ? dir : "(OWNVIEW_DEMO_DIR)");
        return NULL;
    }
    return g_build_filename(dir, "anchors", NULL);
#else
    return g_strdup(OWNVIEW_ANCHORS_DIR);
#endif
}

static GPtrArray *
load_file(const char *dir, const char *maker, GError **error)
{
    g_autoptr(GPtrArray) anchors = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autofree char *name = g_strconcat(maker, SUFFIX, NULL);
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GBytes) pem = NULL;
    gsize len;

    if (!g_file_get_contents(path, &text, &len, error))
        return NULL;
    pem = g_bytes_new_take(g_steal_pointer(&text), len);
    if (len > MAX_ANCHORS_LEN || camera_pem_add(anchors, pem, "CERTIFICATE") == 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s holds no trust anchors for the maker %s; install them again.", path, maker);
        return NULL;
    }
    return g_steal_pointer(&anchors);
}

GPtrArray *
client_makers_load_one(const char *maker, GError **error)
{
    g_autofree char *dir = client_makers_get_dir(error);

    return dir != NULL ? load_file(dir, maker, error) : NULL;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp((*(CameraLinkMaker *const *)a)->name, (*(CameraLinkMaker *const *)b)->name);
}

static bool
add_maker(GPtrArray *makers, const char *dir, const char *file, GError **error)
{
    g_autofree char *maker = NULL;
    g_autoptr(GPtrArray) anchors = NULL;

    if (!g_str_has_suffix(file, SUFFIX) || makers->len >= MAX_MAKERS)
        return true;
    maker = g_strndup(file, strlen(file) - strlen(SUFFIX));
    anchors = load_file(dir, maker, error);
    if (anchors == NULL)
        return false;
    g_ptr_array_add(makers, camera_link_maker_new(maker, anchors));
    return true;
}

GPtrArray *
client_makers_load(GError **error)
{
    g_autoptr(GPtrArray) makers =
        g_ptr_array_new_with_free_func((GDestroyNotify)camera_link_maker_free);
    g_autofree char *path = client_makers_get_dir(error);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) dir = NULL;
    const char *file;

    if (path == NULL)
        return NULL;
    dir = g_dir_open(path, 0, &problem);
    if (dir == NULL && g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer(&makers);
    if (dir == NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    while ((file = g_dir_read_name(dir)) != NULL)
        if (!add_maker(makers, path, file, error))
            return NULL;
    g_ptr_array_sort(makers, compare_names);
    return g_steal_pointer(&makers);
}

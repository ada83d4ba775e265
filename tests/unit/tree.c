/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tree.h"

#include <glib/gstdio.h>

void
tree_remove(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *inner = g_build_filename(path, name, NULL);

        if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            tree_remove(inner);
        else
            g_unlink(inner);
    }
    g_rmdir(path);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* For libFuzzer: writes the seeds to the folder in FUZZ_SEEDS before it reads its corpus. They are
 * signed with this process's keys, so they can't be made by another one. */
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
    g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    const char *folder = g_getenv("FUZZ_SEEDS");

    if (folder == NULL)
        return 0;
    fuzz_add_seeds(seeds);
    for (guint i = 0; i < seeds->len; i++) {
        g_autofree char *name = g_strdup_printf("%s/seed-%03u", folder, i);
        gsize len;
        const char *data = g_bytes_get_data(g_ptr_array_index(seeds, i), &len);

        if (!g_file_set_contents(name, data, (gssize)len, NULL))
            g_error("%s can't be written", name);
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* Writes what is to be saved to @path, whole or not at all; on a thread. */
typedef bool (*UiSaveFunc)(gpointer data, const char *path, GError **error);

/*
 * Saves something that a person wants to take along, as "<name> <time><ending>": on what is plugged
 * in, else in the person's folder @own, else at home; the first place that takes it. Nothing is
 * written over. @data is freed with @free_data. @saved is called in the thread-default main
 * context.
 */
void ui_save(gpointer source,
             const char *name,
             const char *ending,
             GUserDirectory own,
             UiSaveFunc write,
             gpointer data,
             GDestroyNotify free_data,
             GAsyncReadyCallback saved);
/* Where it is; transfer full. NULL with an error: nowhere, one sentence. */
char *ui_save_finish(GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

/*
 * Waits for changes in some directories, which need not exist yet. Made, called back and freed in
 * one thread-default main context.
 */
typedef struct ClientWatch ClientWatch;

/* Once for many changes at a time; never before client_watch_new() has returned. */
typedef void (*ClientWatchFunc)(gpointer user_data);
/* Whether a change of the file @name is to be told. */
typedef bool (*ClientWatchFilter)(const char *name);

/* @filter may be NULL: every file. @dirs is NULL-terminated. */
ClientWatch *client_watch_new(const char *const *dirs,
                              ClientWatchFilter filter,
                              ClientWatchFunc changed,
                              gpointer user_data);
void client_watch_free(ClientWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientWatch, client_watch_free)

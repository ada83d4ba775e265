/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* A plugin's file in the distribution's folder, and the Debian package that has it. */
typedef struct {
    const char *file;
    const char *element; /* one that must come with it; NULL: it may be missing */
    const char *package;
} PipePlugin;

/*
 * Loads exactly these files; one that is loaded already stays as it is. Any thread. Errors:
 * G_IO_ERROR_NOT_FOUND with one sentence that names the missing element and its package.
 */
bool pipe_plugins_load(const PipePlugin *plugins, size_t n_plugins, GError **error);

G_END_DECLS

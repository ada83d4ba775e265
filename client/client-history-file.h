/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client-refusal.h"

G_BEGIN_DECLS

#define CLIENT_HISTORY_FILE     "history.jsonl" /* and .1, .2, .3 behind it, the oldest last */
#define CLIENT_HISTORY_N_FILES  4
#define CLIENT_HISTORY_MAX_FILE (1024 * 1024) /* bytes */

/*
 * Appends @line, whole, in the directory @dir; the newest file makes room for another when it is
 * full. False: it could not be written, or is not this user's alone. Not for two threads at a time.
 */
bool client_history_file_append(const char *dir, const char *line);

/* All lines that can be read, of ClientRefusal, the oldest first; transfer full. */
GPtrArray *client_history_file_read(const char *dir);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client-refusal.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What was refused in this home (screen.md, "History and receipts"): JSON lines in
 * <state>/history.jsonl and up to three older files of at most 1 MiB, mode 0600. A refusal that
 * repeats itself is counted in its entry; the newest line of an id is the one that counts. Any
 * thread: one lock.
 */
typedef struct ClientHistory ClientHistory;

/* @dir (NULL: $XDG_STATE_HOME/ownview) need not be there, and is never made. */
ClientHistory *client_history_new(const char *dir);
/* Writes down what was only counted so far. */
void client_history_free(ClientHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientHistory, client_history_free)

/*
 * One more unit refused, at CLOCK_BOOTTIME @boot_us; @what->n and id are not looked at. A disk that
 * can't be written takes nothing away: it is kept in memory then.
 */
void client_history_add(ClientHistory *self, const ClientRefusal *what, int64_t boot_us);

/* Writes down what was only counted so far. */
void client_history_flush(ClientHistory *self);

/*
 * All entries, of ClientRefusal, the newest first; transfer full. What can't be believed (owner,
 * mode, shape) is left out.
 */
GPtrArray *client_history_read(ClientHistory *self);

G_END_DECLS

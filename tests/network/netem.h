/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/* As many servers as netem_shape() takes: what the kernel's "prio" has bands, but for one. */
#define NETEM_MAX_PORTS 15

/*
 * Puts this process, and all that it starts from now on, into a network of its own, with a loopback
 * whose packets are as long as Ethernet's. Before the first thread. NULL: done; or why not, for
 * people: no rights, no iproute2, or a kernel without netem. Transfer full.
 */
char *netem_enter(void);

/* From now on the kernel does to what comes from each of @ports on 127.0.0.1 what @how says, in
 * netem's words ("delay 800ms loss 30%"); to each as if it were alone. After netem_enter(), once.
 */
void netem_shape(const guint16 *ports, guint n_ports, const char *how);

typedef struct {
    gint64 n_sent;
    gint64 n_lost;
} NetemCounts;

/* Packets of all shaped ports together, so far. */
NetemCounts netem_get_counts(void);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>

/*
 * ownview-rig as a child process, with a home of its own: the real encoder, real TLS, the real
 * relay. The environment of this process is set so that client_home_open() finds what the rig
 * links.
 */
typedef struct {
    GSubprocess *process;
    char *home;
    char *control; /* "http://127.0.0.1:PORT" */
} RigChild;

/*
 * Starts `ownview-rig run` with @options (up to NULL) and links its cameras; listens when it
 * returns. Fails the test on any trouble.
 */
RigChild *rig_child_new(const char *const *options);
/* The same without links: its cameras are to be linked by their codes. */
RigChild *rig_child_new_unlinked(const char *const *options);
/* Ends the rig and removes its home. */
void rig_child_free(RigChild *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigChild, rig_child_free)

void rig_child_fault(RigChild *self, const char *slug, const char *fault);
/* The code that stands on the camera; transfer full. */
char *rig_child_code(RigChild *self, const char *slug);

/* What went out at one address so far. */
typedef struct {
    gint64 playlist;
    gint64 init;
    gint64 segment;
    gint64 foreign_init;
    gint64 foreign_segment;
} RigChildCounts;

void rig_child_counts(RigChild *self, const char *slug, RigChildCounts *out);

/* The last thousand objects that went out, as ownview-rig ctl says them; JSON, transfer full. */
char *rig_child_served(RigChild *self);

/* For other children of a test, too. A test that fails takes them with it. */
void rig_child_end_with_parent(gpointer unused);

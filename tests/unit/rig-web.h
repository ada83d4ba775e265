/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-site.h"

/* libsoup's own names: not every test beside this one sees libsoup. */
typedef struct _SoupSession SoupSession;
typedef struct _SoupMessage SoupMessage;

/* A rig and a client in one process, over real sockets and TLS; a fixture. */
typedef struct {
    RigSite *site;
    RigCloud *cloud;
    SoupSession *session;
    char *url; /* the front door's */
} RigWeb;

void rig_web_set_up(RigWeb *self, gconstpointer data);
void rig_web_tear_down(RigWeb *self, gconstpointer data);

typedef struct {
    GBytes *body; /* NULL: no answer */
    guint status;
    char *type;
    GError *error;
    bool done;
} RigWebAnswer;

void rig_web_answer_clear(RigWebAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RigWebAnswer, rig_web_answer_clear)

/* A GAsyncReadyCallback that fills the RigWebAnswer it is given. */
void rig_web_on_read(GObject *source, GAsyncResult *result, gpointer user_data);
/* Sends @message (consumed) and turns the loop until there is an answer. */
RigWebAnswer rig_web_ask(RigWeb *self, SoupMessage *message);
/* From the front door's address. */
RigWebAnswer rig_web_get(RigWeb *self, const char *name);
/* From the rig's control address; @header may be NULL. */
RigWebAnswer rig_web_control(RigWeb *self,
                             const char *method,
                             const char *path,
                             const char *header,
                             const char *value);

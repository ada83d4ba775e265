/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"
#include "client/provenance/prov-verdict.h"

G_BEGIN_DECLS

/*
 * Where admissions go. Called on the session's thread with a token (transfer full), in the order of
 * admission; must not block. A player is one, a test that counts is another.
 */
typedef struct {
    void (*admit)(gpointer self, ProvAdmission *admission);
    gpointer self;
} ClientSink;

/* Why there is no picture; never a verdict, never red. */
typedef enum {
    CLIENT_TROUBLE_NONE = 0,
    CLIENT_TROUBLE_ADDRESS_REFUSED,
    CLIENT_TROUBLE_TLS_FAILED,
    CLIENT_TROUBLE_HTTP_FAILED,
    CLIENT_TROUBLE_TIMED_OUT,
    CLIENT_TROUBLE_TOO_LARGE,
    CLIENT_TROUBLE_BAD_PLAYLIST,
    CLIENT_TROUBLE_BAD_STORE,
} ClientTrouble;

/* "tls-failed"; static. */
const char *client_trouble_name(ClientTrouble trouble);

/* What a source hands out. Bytes as they came: nothing has looked inside. */
typedef struct {
    GBytes *init;
    GBytes *segment; /* NULL: a new init segment, to be judged before its media are asked for */
    ClientTrouble trouble; /* none, or init and segment are NULL */
    char *detail;          /* of the trouble: one English sentence */
} ClientUnit;

void client_unit_clear(ClientUnit *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientUnit, client_unit_clear)

/*
 * One transport: where units come from. Made, used and freed on the session's thread; calls block
 * it by running its main context, until they are done or the session's cancellable says stop.
 */
typedef struct ClientSource ClientSource;
struct ClientSource {
    /* The next unit or trouble; false when the session stops. */
    bool (*next)(ClientSource *self, ClientUnit *out);
    /* The part of the last unit that was refused once more, past caches; as next(). */
    bool (*again)(ClientSource *self, bool init, ClientUnit *out);
    /* The init segment was refused: the next unit begins with it anew. */
    void (*forget_init)(ClientSource *self);
    /* Sends a nonce for the camera to echo; does not wait for the answer. */
    void (*challenge)(ClientSource *self, const uint8_t *nonce, size_t nonce_len);
    void (*free)(ClientSource *self);
};

G_END_DECLS

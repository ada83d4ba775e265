/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-verdict.h"
#include "client/source.h"

G_BEGIN_DECLS

/* One linked camera, as a list shows it. Everything here is from the link record, nothing from a
 * stream. */
typedef struct {
    char *link; /* random link id, 32 hex digits */
    char *room; /* as the owner wrote it; to be shown through ui_words_room() only */
    char *host; /* host name of its address */
} ClientCamera;

typedef enum {
    CLIENT_EVENT_NONE = 0,
    CLIENT_EVENT_CHECKING,    /* started, or asks again; nothing is known yet */
    CLIENT_EVENT_ADMITTED,    /* one unit, handed to the sink */
    CLIENT_EVENT_DOUBTED,     /* refused for its header: blank, a second copy is being fetched past
                                 caches */
    CLIENT_EVENT_DROPPED,     /* replayed or out of order: nothing shown, nothing red */
    CLIENT_EVENT_REFUSED,     /* red */
    CLIENT_EVENT_LINK_AGAIN,  /* red, key */
    CLIENT_EVENT_NO_PICTURE,  /* the network, the camera or the address; no verdict was possible */
    CLIENT_EVENT_HUB_PROBLEM, /* this device's own trouble */
} ClientEventKind;

/* What a session tells the screen. Owned by the caller of the handler, valid during the call. */
typedef struct {
    ClientEventKind kind;
    int64_t boot_us;       /* when, CLOCK_BOOTTIME microseconds */
    ProvVerdict verdict;   /* ADMITTED, DOUBTED, DROPPED, REFUSED, LINK_AGAIN; else zero */
    ClientTrouble trouble; /* NO_PICTURE, HUB_PROBLEM; else zero */
    const char *detail;    /* one English sentence for Details; may be NULL */
    const char
        *other_room; /* REFUSED: the signer is this other linked camera (proven); else NULL */
    int64_t unit_us; /* ADMITTED: the unit's duration, microseconds */
    int64_t
        live_until_us; /* ADMITTED: "Live" may be said up to here, CLOCK_BOOTTIME; 0: unproven */
    bool wall_trusted; /* the next one may be believed */
    int64_t wall_us;   /* the hub's wall clock at boot_us, microseconds since 1970 */
} ClientEvent;

/* Main thread. Never called after client_session_stop() has returned. */
typedef void (*ClientEventFunc)(const ClientEvent *event, gpointer user_data);

/* The linked cameras of this home and what is needed to judge them. Main thread. */
typedef struct ClientHome ClientHome;

/*
 * Opens the link store below XDG_DATA_HOME. A missing store is an empty home, not an error; a store
 * that can't be believed (owner, mode, MAC, schema) is one, and nothing is shown. Errors:
 * G_IO_ERROR with one sentence that says what, where and what to do.
 */
ClientHome *client_home_open(GError **error);
void client_home_free(ClientHome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientHome, client_home_free)

/* Borrowed, ordered by room. */
const ClientCamera *const *client_home_get_cameras(ClientHome *self, size_t *n_cameras);

/* One selected camera: source -> gate -> sink, on a thread of its own. Main thread. */
typedef struct ClientSession ClientSession;

/*
 * Selects camera @link of @home; @generation is the selection's number, which every admission
 * carries. The handler is called in the thread-default main context of the caller. NULL when there
 * is no such link.
 */
ClientSession *client_session_start(ClientHome *home,
                                    const char *link,
                                    uint64_t generation,
                                    ClientSink sink,
                                    ClientEventFunc handler,
                                    gpointer user_data);

/* "Try again", or the network is back: asks at once instead of after the back-off. */
void client_session_retry(ClientSession *self);

/*
 * Ends the session and frees it. When it returns, no handler and no sink is called any more; the
 * thread finishes within the deadline of the request under way, by itself.
 */
void client_session_stop(ClientSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientSession, client_session_stop)

/* CLOCK_BOOTTIME, microseconds: the one clock that ages and expiries are counted on. */
int64_t client_boot_now(void);

G_END_DECLS

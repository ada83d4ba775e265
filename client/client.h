/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client-last.h"
#include "client/client-refusal.h"
#include "client/provenance/prov-verdict.h"
#include "client/source.h"

G_BEGIN_DECLS

/* One linked camera, as a list shows it. Everything here is from the link record, nothing from a
 * stream. */
typedef struct {
    char *link; /* random link id, 32 hex digits */
    char
        *room; /* as the owner wrote it, "" when that is lost; shown through ui_room_shown() only */
    char *host;    /* host name of its address; "" when its record can't be believed */
    char *problem; /* NULL: good. One sentence: why it has no session, and its page is "hub problem"
                    */
    char *note; /* NULL: none. One sentence: its record was damaged, and its second copy is used */
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
    CLIENT_EVENT_SOUND,       /* one unit of sound, handed to the sink of sound */
    CLIENT_EVENT_SOUND_REFUSED, /* silent; the picture goes on as it was */
} ClientEventKind;

/* What a session tells the screen. Owned by the caller of the handler, valid during the call. */
typedef struct {
    ClientEventKind kind;
    int64_t boot_us;       /* when, CLOCK_BOOTTIME microseconds */
    ProvVerdict verdict;   /* ADMITTED, DOUBTED, DROPPED, REFUSED, LINK_AGAIN, SOUND*; else zero */
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
 * that can't be believed as a whole (owner, mode, key) is one, and nothing is shown. Errors:
 * G_IO_ERROR with one sentence that says what, where and what to do.
 */
ClientHome *client_home_open(GError **error);
void client_home_free(ClientHome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientHome, client_home_free)

/* Borrowed, in the owner's order, the others behind them by room. */
const ClientCamera *const *client_home_get_cameras(ClientHome *self, size_t *n_cameras);

/* What was refused in this home, of ClientRefusal, the newest first; transfer full. */
GPtrArray *client_home_read_history(ClientHome *self);

/*
 * The same as a receipt, signed by this home, in the file @path; ownview-verify --receipt checks
 * it. Any thread: a token may take its time. Errors: G_IO_ERROR or G_FILE_ERROR, one sentence.
 */
bool client_home_write_receipt(const GPtrArray *history, const char *path, GError **error);

/*
 * When the oldest list of withdrawn keys that camera @link is judged by was made, microseconds
 * since 1970, as it says itself; 0: there is none, as for every camera that this home certified.
 * Reads files. Main thread.
 */
int64_t client_home_get_lists_us(const ClientHome *self, const char *link);

/*
 * Changes to what is linked, on the disk when they return; the home is to be opened anew. Main
 * thread. Errors: G_IO_ERROR, one sentence; then everything is as it was.
 */
bool client_home_rename(const char *link, const char *room, GError **error);
/* Puts the camera at @position of the list, from 0. */
bool client_home_move(const char *link, size_t position, GError **error);
/*
 * Unlinks the camera, also one with a problem. Its session is to be stopped before; one that is
 * not, here or in another program, ends by itself. The camera is given free in the background.
 */
bool client_home_remove(const char *link, GError **error);

/* Tells of changes to what is linked, by this program or another: the home is to be opened anew. */
typedef struct ClientHomeWatch ClientHomeWatch;
typedef void (*ClientHomeFunc)(gpointer user_data);

/* Main thread; called back in its thread-default main context until it is stopped. */
ClientHomeWatch *client_home_watch(ClientHomeFunc changed, gpointer user_data);
void client_home_watch_free(ClientHomeWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientHomeWatch, client_home_watch_free)

/* One selected camera: source -> gate -> sink, on a thread of its own. Main thread. */
typedef struct ClientSession ClientSession;

/*
 * Selects camera @link of @home; @generation is the selection's number, which every admission
 * carries. The handler is called in the thread-default main context of the caller. NULL when there
 * is no such link, or none that can be believed.
 */
ClientSession *client_session_start(ClientHome *home,
                                    const char *link,
                                    uint64_t generation,
                                    ClientSink sink,
                                    ClientEventFunc handler,
                                    gpointer user_data);

/*
 * The camera's sound as well, on a thread of its own, so that nothing of it can hold up the
 * picture: admissions of it go to @sink, and of its verdicts SOUND and SOUND_REFUSED are told. A
 * camera without sound is asked now and then, and nothing is said of it. NULL: no more; when it
 * returns, the sink before is not called any more.
 */
void client_session_listen(ClientSession *self, const ClientSink *sink);

/* "Try again", or the network is back: asks at once instead of after the back-off. */
void client_session_retry(ClientSession *self);

/*
 * Ends the session and frees it. When it returns, no handler and no sink is called any more; the
 * thread finishes within the deadline of the request under way, by itself.
 */
void client_session_stop(ClientSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientSession, client_session_stop)

/* Linking one camera; see identity.md. Zero: not begun, or ended without a link by the person's own
 * "no". */
typedef enum {
    CLIENT_LINKING_NONE = 0,
    CLIENT_LINKING_ASKING,  /* the camera is asked who it is */
    CLIENT_LINKING_WAITING, /* it has proved itself; its first picture is awaited */
    CLIENT_LINKING_CONFIRM, /* the first admitted picture went to the sink: "Is this your <room>?"
                             */
    CLIENT_LINKING_LINKED,
    CLIENT_LINKING_FAILED,
} ClientLinkingState;

typedef enum {
    CLIENT_LINKING_FAILURE_NONE = 0,
    CLIENT_LINKING_FAILURE_BAD_CODE,
    CLIENT_LINKING_FAILURE_UNREACHABLE,      /* network, TLS, HTTP */
    CLIENT_LINKING_FAILURE_REFUSED,          /* the camera says that the code's secret is wrong */
    CLIENT_LINKING_FAILURE_LINKED_ELSEWHERE, /* it has a home: to be reset first */
    CLIENT_LINKING_FAILURE_IMPOSTOR,  /* what answered has not the code's key, or does not prove it
                                       */
    CLIENT_LINKING_FAILURE_UNTRUSTED, /* its maker is not known, or the chain does not hold */
    CLIENT_LINKING_FAILURE_DEMO_IDENTITY,
    CLIENT_LINKING_FAILURE_DUPLICATE_KEY, /* linked here already, as @other_room */
    CLIENT_LINKING_FAILURE_NO_PICTURE, /* it proved itself; no picture was admitted within 20 s */
    CLIENT_LINKING_FAILURE_STORE,
    CLIENT_LINKING_FAILURE_INTERNAL,
} ClientLinkingFailure;

/* What a linking tells the screen. Owned by the caller of the handler, valid during the call. */
typedef struct {
    ClientLinkingState state;
    ClientLinkingFailure failure; /* FAILED; else zero */
    const char *detail;           /* FAILED: one English sentence for Details; may be NULL */
    const char *link;             /* LINKED: the link id; else NULL */
    const char *other_room;       /* DUPLICATE_KEY: the room that has it; else NULL */
    const char *serial;           /* as the code says; may be NULL */
    const char *maker;            /* once proved; else NULL */
} ClientLinkingEvent;

/* Main thread. Never called after client_linking_stop() has returned. */
typedef void (*ClientLinkingFunc)(const ClientLinkingEvent *event, gpointer user_data);

/* The linking of one camera, on a thread of its own like a session. Main thread. */
typedef struct ClientLinking ClientLinking;

/* The link that admissions of a linking carry: no stored link has this one. */
#define CLIENT_LINKING_LINK "linking"

/*
 * Begins to link the camera of @code as @room. @again: the link id to be replaced, or NULL. The
 * admissions handed to @sink carry CLIENT_LINKING_LINK and @generation. The handler is called in
 * the thread-default main context of the caller, never from within this call. Whoever links again
 * stops that camera's session first (attacks.md, RACE-02).
 */
ClientLinking *client_linking_start(const char *code,
                                    const char *room,
                                    const char *again,
                                    uint64_t generation,
                                    ClientSink sink,
                                    ClientLinkingFunc handler,
                                    gpointer user_data);

/*
 * The answer in state CONFIRM. Yes: the record is stored, LINKED follows. No: nothing is, the
 * camera is released, and state NONE follows.
 */
void client_linking_confirm(ClientLinking *self, bool yes);

/*
 * Ends the linking and frees it; no handler and no sink is called any more. Not confirmed yet:
 * nothing is stored, and the camera is released in the background as far as possible.
 */
void client_linking_stop(ClientLinking *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientLinking, client_linking_stop)

/*
 * A quick look at what was typed or scanned, without a network: the code without what is around
 * it, and its @serial (transfer full), for the screen. Errors: G_IO_ERROR, one sentence. Transfer
 * full.
 */
char *client_linking_read_code(const char *text, char **serial, GError **error);

/* CLOCK_BOOTTIME, microseconds: the one clock that ages and expiries are counted on. */
int64_t client_boot_now(void);

G_END_DECLS

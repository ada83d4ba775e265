/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-linking-run.h"

#include "client/cameras/camera-link.h"
#include "client/cameras/camera-store.h"
#include "client/client-bridge.h"
#include "client/client-clock.h"
#include "client/client-expectation.h"
#include "client/client-linking-talk.h"
#include "client/client-makers.h"
#include "client/client-release.h"
#include "client/client-revocation.h"
#include "client/client-run.h"

#include <string.h>

#define PICTURE_WITHIN_S 20
#define RETRY_MS         500 /* a camera that begins a new session has no video for a moment */

/* The linking thread's own state. */
typedef struct {
    const ClientLinkingRun *with;
    CameraCode *code;
    ClientHome *home;
    GPtrArray *records; /* of CameraRecord, borrowed from @home */
    GPtrArray *makers;
    const CameraRecord *again; /* of @records; NULL: a new link */
    CameraRecord *draft;       /* the record as far as it is known */
    bool pictured;             /* a picture of it went to the sink */
    char *trouble;             /* what came instead last; NULL: nothing */
    gint retry;                /* of the session under way */
    ClientLinkingProblem problem;
} Linking;

static void
linking_clear(Linking *self)
{
    g_clear_pointer(&self->code, camera_code_free);
    g_clear_pointer(&self->home, client_home_free);
    g_clear_pointer(&self->records, g_ptr_array_unref);
    g_clear_pointer(&self->makers, g_ptr_array_unref);
    g_clear_pointer(&self->draft, camera_record_free);
    g_clear_pointer(&self->trouble, g_free);
    client_linking_problem_clear(&self->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Linking, linking_clear)

static void
tell(Linking *self, ClientLinkingState state)
{
    ClientLinkingEvent event = { .state = state };

    if (state == CLIENT_LINKING_FAILED) {
        event.failure = self->problem.failure;
        event.detail = self->problem.detail;
        event.other_room = self->problem.other_room;
    }
    if (state == CLIENT_LINKING_LINKED)
        event.link = self->draft->id;
    event.serial = self->code != NULL ? self->code->serial : NULL;
    event.maker = self->draft != NULL ? self->draft->maker : NULL;
    self->with->tell(self->with->self, &event);
}

static bool
fail(Linking *self, ClientLinkingFailure failure, const char *sentence)
{
    return client_linking_fail(&self->problem, failure, sentence);
}

static bool
fail_duplicate(Linking *self, const CameraRecord *other)
{
    g_autofree char *sentence =
        g_strdup_printf("This camera is linked already, as %s.", other->room);

    self->problem.other_room = g_strdup(other->room);
    return fail(self, CLIENT_LINKING_FAILURE_DUPLICATE_KEY, sentence);
}

/* Room, id and generation of the record that comes out. */
static bool
begin_draft(Linking *self, GError **error)
{
    const CameraRecord *again = self->again;
    const ProvClock now = client_clock_read();
    CameraRecord *draft = self->draft = camera_record_new();

    draft->id = again != NULL ? g_strdup(again->id) : camera_record_new_id(error);
    if (draft->id == NULL)
        return false;
    draft->room =
        g_strdup(self->with->room == NULL && again != NULL ? again->room : self->with->room);
    draft->address = g_strdup(self->code->address);
    draft->tls_ca = self->code->tls_ca != NULL ? g_bytes_ref(self->code->tls_ca) : NULL;
    draft->linked_at = now.wall_us / G_USEC_PER_SEC;
    if (draft->room != NULL && camera_record_is_room(draft->room))
        return true;
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                        "A room's name is 1 to 256 bytes of plain text.");
    return false;
}

/* Everything that can go wrong on this device goes wrong before the camera is asked. */
static bool
prepare(Linking *self)
{
    const ClientLinkingRun *with = self->with;
    g_autoptr(GError) error = NULL;
    const CameraRecord *other;

    self->code = camera_code_parse(with->code, &error);
    if (self->code == NULL)
        return fail(self, CLIENT_LINKING_FAILURE_BAD_CODE, error->message);
    self->home = client_home_open(&error);
    if (self->home == NULL)
        return fail(self, CLIENT_LINKING_FAILURE_STORE, error->message);
    self->records = client_home_list_records(self->home);
    self->again = with->again != NULL ? client_home_find(self->home, with->again) : NULL;
    if (with->again != NULL && self->again == NULL)
        return fail(self, CLIENT_LINKING_FAILURE_STORE,
                    "The link to be replaced is gone or can't be read; remove it, and link the "
                    "camera as a new one.");
    self->makers = client_makers_load(&error);
    if (self->makers == NULL || !begin_draft(self, &error))
        return fail(self, CLIENT_LINKING_FAILURE_STORE, error->message);
    if (client_revocation_blocks(self->code->device))
        return fail(self, CLIENT_LINKING_FAILURE_UNTRUSTED,
                    "This camera's key is blocked on this device.");
    other = camera_link_find_duplicate(self->records, with->again, self->code->device, "", "");
    return other == NULL || fail_duplicate(self, other);
}

/* Who it is, and what this home may know it by from now on. */
static bool
meet(Linking *self)
{
    const ClientLinkingTalk talk = {
        .code = self->code,
        .makers = self->makers,
        .records = self->records,
        .again = self->again,
        .cancellable = self->with->cancellable,
    };

    return self->code->secret != NULL
               ? client_linking_talk(&talk, self->draft, &self->problem)
               : client_linking_find_maker(&talk, self->draft, &self->problem);
}

static void
note_trouble(Linking *self, const ClientEvent *event)
{
    if (event->kind == CLIENT_EVENT_CHECKING || self->pictured)
        return;
    g_free(self->trouble);
    self->trouble =
        event->verdict.reason != PROV_REASON_UNCHECKED
            ? g_strdup_printf("%s (%s)", prov_reason_name(event->verdict.reason), event->detail)
            : g_strdup(event->detail);
}

/* Of the session that shows the first picture; linking thread. */
static void
on_session_event(const ClientEvent *event, gpointer user_data)
{
    Linking *self = user_data;

    if (event->kind != CLIENT_EVENT_ADMITTED) {
        note_trouble(self, event);
        return;
    }
    self->draft->signed_time = event->verdict.has_capture;
    if (self->pictured)
        return;
    self->pictured = true;
    tell(self, CLIENT_LINKING_CONFIRM);
}

/* Until the first picture the session does not back off: somebody stands and waits, and not for
 * long. */
static gboolean
on_retry(gpointer user_data)
{
    Linking *self = user_data;

    if (!self->pictured)
        g_atomic_int_set(&self->retry, 1);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_no_picture(gpointer user_data)
{
    Linking *self = user_data;

    if (!self->pictured)
        g_cancellable_cancel(self->with->session);
    return G_SOURCE_REMOVE;
}

/* The expectation of the draft, under the name that no stored link has. */
static ProvExpectation *
expect_draft(const Linking *self, GError **error)
{
    ProvExpectation *expectation =
        client_expectation_new(self->draft, self->with->generation, error);

    if (expectation != NULL) {
        g_free(expectation->link);
        expectation->link = g_strdup(CLIENT_LINKING_LINK);
    }
    return expectation;
}

/* Runs @func every @ms of the linking thread. Transfer full. */
static GSource *
every(guint ms, GSourceFunc func, Linking *self)
{
    GSource *source = g_timeout_source_new(ms);

    g_source_set_callback(source, func, self, NULL);
    g_source_attach(source, g_main_context_get_thread_default());
    return source;
}

static void
run_session(Linking *self, ProvExpectation *expectation)
{
    const ClientLinkingRun *with = self->with;
    g_autoptr(ClientBridge) bridge = client_bridge_new(with->sink, on_session_event, self);
    g_autoptr(GSource) patience = every(PICTURE_WITHIN_S * 1000, on_no_picture, self);
    g_autoptr(GSource) retry = every(RETRY_MS, on_retry, self);

    client_run(&(ClientRun){
        .home = self->home,
        .record = self->draft,
        .expectation = expectation,
        .bridge = bridge,
        .cancellable = with->session,
        .retry = &self->retry,
    });
    g_source_destroy(patience);
    g_source_destroy(retry);
    client_bridge_close(bridge);
}

/* Shows the camera until the person has answered; false when there was nothing to answer. */
static bool
show(Linking *self)
{
    const ClientLinkingRun *with = self->with;
    g_autoptr(ProvExpectation) expectation = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *sentence = NULL;

    expectation = expect_draft(self, &error);
    if (expectation == NULL)
        return fail(self, CLIENT_LINKING_FAILURE_STORE, error->message);
    run_session(self, expectation);
    if (self->pictured || g_cancellable_is_cancelled(with->cancellable))
        return self->pictured;
    sentence = g_strdup_printf(
        "The camera proved itself, but no picture of it came within %d seconds; last was: %s",
        PICTURE_WITHIN_S, self->trouble != NULL ? self->trouble : "nothing.");
    return fail(self, CLIENT_LINKING_FAILURE_NO_PICTURE, sentence);
}

static bool
store(Linking *self)
{
    g_autoptr(GError) error = NULL;

    /* not before: a record that was never written is a draft, which no change of the store ends */
    self->draft->generation = self->again != NULL ? self->again->generation : 0;
    return camera_store_save(NULL, self->draft, &error)
           || fail(self, CLIENT_LINKING_FAILURE_STORE, error->message);
}

/* True when the person said yes, and the record stands. */
static bool
link_camera(Linking *self)
{
    if (!prepare(self))
        return false;
    tell(self, CLIENT_LINKING_ASKING);
    if (!meet(self))
        return false;
    tell(self, CLIENT_LINKING_WAITING);
    return show(self) && g_atomic_int_get(self->with->yes) != 0 && store(self);
}

void
client_linking_run(const ClientLinkingRun *with)
{
    g_auto(Linking) self = { .with = with };

    if (link_camera(&self)) {
        tell(&self, CLIENT_LINKING_LINKED);
        return;
    }
    /* what the camera was given is taken back before anybody is told, so that it can be tried again
     * at once */
    if (self.draft != NULL && self.draft->token != NULL)
        client_release(self.draft, NULL);
    if (g_cancellable_is_cancelled(with->cancellable))
        client_linking_problem_clear(&self.problem);
    tell(&self, self.problem.detail != NULL ? CLIENT_LINKING_FAILED : CLIENT_LINKING_NONE);
}

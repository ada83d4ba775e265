/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linking as the screen drives it, against the rig's cameras through real TLS: what is stored, what
 * is shown before it is, and what a camera that was sold, copied or swapped comes to.
 */
#include "client/cameras/camera-code.h"
#include "client/cameras/camera-store.h"
#include "client/client-exit.h"
#include "client/client.h"
#include "tests/network/rig-child.h"

#include <string.h>

#define PATIENCE_S 40
#define GENERATION 7
#define TARGET_S   3.0 /* from the code to the first picture, on the loopback interface */

/* One linking and what it told. */
typedef struct {
    ClientLinking *linking;
    bool answers; /* what is said to CONFIRM at once: yes when true, no when false */
    bool waits;   /* nothing is said */
    GArray *states;
    ClientLinkingState state;
    ClientLinkingFailure failure;
    char *link;
    char *other_room;
    gint n_admitted; /* atomic: before CONFIRM, then on */
    gint n_foreign;  /* atomic: that do not carry the linking's name and generation */
    gint n_before_confirm;
    gint64 started_us;
    double confirmed_s;
} Linking;

static void
on_admission(gpointer data, ProvAdmission *admission)
{
    Linking *self = data;

    g_atomic_int_inc(&self->n_admitted);
    if (strcmp(prov_admission_get_link(admission), CLIENT_LINKING_LINK) != 0
        || prov_admission_get_generation(admission) != GENERATION)
        g_atomic_int_inc(&self->n_foreign);
    prov_admission_free(admission);
}

static void
on_linking(const ClientLinkingEvent *event, gpointer data)
{
    Linking *self = data;

    g_array_append_val(self->states, event->state);
    self->state = event->state;
    self->failure = event->failure;
    if (event->state == CLIENT_LINKING_FAILED)
        g_test_message("%s", event->detail);
    g_free(self->link);
    self->link = g_strdup(event->link);
    g_free(self->other_room);
    self->other_room = g_strdup(event->other_room);
    if (event->state != CLIENT_LINKING_CONFIRM)
        return;
    self->confirmed_s = (double)(g_get_monotonic_time() - self->started_us) / G_USEC_PER_SEC;
    self->n_before_confirm = g_atomic_int_get(&self->n_admitted);
    if (!self->waits)
        client_linking_confirm(self->linking, self->answers);
}

static gboolean
on_patience(G_GNUC_UNUSED gpointer unused)
{
    g_error("nothing more was told within %d s", PATIENCE_S);
    return G_SOURCE_REMOVE;
}

/* Runs the main context until @done says so. */
static void
run_until(bool (*done)(gpointer), gpointer data)
{
    const guint patience = g_timeout_add_seconds(PATIENCE_S, on_patience, NULL);

    while (!done(data))
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(patience);
}

static bool
is_over(gpointer data)
{
    const Linking *self = data;

    return self->states->len > 0
           && (self->state == CLIENT_LINKING_NONE || self->state == CLIENT_LINKING_LINKED
               || self->state == CLIENT_LINKING_FAILED
               || (self->waits && self->state == CLIENT_LINKING_CONFIRM));
}

static void
linking_clear(Linking *self)
{
    client_linking_stop(self->linking);
    g_array_unref(self->states);
    g_free(self->link);
    g_free(self->other_room);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Linking, linking_clear)

/* Links to the end, as far as it goes. */
static void
link_with(Linking *self, const char *code, const char *room, const char *again)
{
    self->states = g_array_new(FALSE, FALSE, sizeof(ClientLinkingState));
    self->started_us = g_get_monotonic_time();
    self->linking = client_linking_start(code, room, again, GENERATION,
                                         (ClientSink){ on_admission, self }, on_linking, self);
    run_until(is_over, self);
}

/* Links and stores; the id, transfer full. */
static char *
link_well(const char *code, const char *room, const char *again)
{
    g_auto(Linking) linking = { .answers = true };

    link_with(&linking, code, room, again);
    g_assert_cmpint(linking.state, ==, CLIENT_LINKING_LINKED);
    return g_strdup(linking.link);
}

static void
assert_fails(const char *code, const char *again, ClientLinkingFailure failure)
{
    g_auto(Linking) linking = { .answers = true };

    link_with(&linking, code, "Attic", again);
    g_assert_cmpint(linking.state, ==, CLIENT_LINKING_FAILED);
    g_assert_cmpint(linking.failure, ==, failure);
    g_assert_cmpint(g_atomic_int_get(&linking.n_admitted), ==, 0);
}

static GPtrArray *
load(void)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *records = camera_store_load(NULL, &error);

    g_assert_no_error(error);
    return records;
}

static guint
count_linked(void)
{
    g_autoptr(GPtrArray) records = load();

    return records->len;
}

/* What a session of the camera said first that says anything. */
typedef struct {
    ClientEventKind kind;
    ProvReason reason;
} Seen;

static void
on_event(const ClientEvent *event, gpointer data)
{
    Seen *seen = data;

    if (event->kind == CLIENT_EVENT_CHECKING || event->kind == CLIENT_EVENT_NO_PICTURE
        || event->kind == CLIENT_EVENT_DOUBTED || event->kind == CLIENT_EVENT_DROPPED
        || seen->kind != CLIENT_EVENT_NONE)
        return;
    seen->kind = event->kind;
    seen->reason = event->verdict.reason;
}

static void
drop(G_GNUC_UNUSED gpointer self, ProvAdmission *admission)
{
    prov_admission_free(admission);
}

static bool
has_seen(gpointer data)
{
    return ((Seen *)data)->kind != CLIENT_EVENT_NONE;
}

static Seen
look(const char *link)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ClientHome) home = client_home_open(&error);
    g_autoptr(ClientSession) session = NULL;
    Seen seen = { CLIENT_EVENT_NONE, PROV_REASON_UNCHECKED };

    g_assert_no_error(error);
    session = client_session_start(home, link, 1, (ClientSink){ drop, NULL }, on_event, &seen);
    g_assert_nonnull(session);
    run_until(has_seen, &seen);
    return seen;
}

static RigChild *
new_rig(const char *more)
{
    const char *const options[] = { "--camera=Front door", "--camera=Garage", "--segment=0.5", more,
                                    NULL };

    return rig_child_new_unlinked(options);
}

static void
test_a_camera_is_linked(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraCode) parsed = camera_code_parse(code, &error);
    g_auto(Linking) linking = { .answers = true };
    g_autoptr(GPtrArray) records = NULL;
    const CameraRecord *record;
    static const ClientLinkingState expected[] = { CLIENT_LINKING_ASKING, CLIENT_LINKING_WAITING,
                                                   CLIENT_LINKING_CONFIRM, CLIENT_LINKING_LINKED };

    g_assert_no_error(error);
    link_with(&linking, code, "Front door", NULL);
    g_assert_cmpint(linking.state, ==, CLIENT_LINKING_LINKED);
    g_assert_cmpmem(linking.states->data, linking.states->len * sizeof expected[0], expected,
                    sizeof expected);
    g_assert_cmpint(linking.n_before_confirm, >=, 1); /* there is something to say yes to */
    g_assert_cmpint(g_atomic_int_get(&linking.n_foreign), ==, 0);

    records = load();
    g_assert_cmpuint(records->len, ==, 1);
    record = g_ptr_array_index(records, 0);
    g_assert_cmpstr(record->id, ==, linking.link);
    g_assert_cmpstr(record->room, ==, "Front door");
    g_assert_cmpstr(record->how, ==, "code");
    g_assert_cmpstr(record->serial, ==, parsed->serial);
    g_assert_cmpstr(record->address, ==, parsed->address);
    g_assert_cmpmem(record->device, CAMERA_KEY_LEN, parsed->device, CAMERA_KEY_LEN);
    g_assert_true(memcmp(record->pin, record->device, CAMERA_KEY_LEN) != 0);
    g_assert_nonnull(record->token);
    g_assert_true(record->signed_time);

    g_assert_cmpint(look(linking.link).kind, ==, CLIENT_EVENT_ADMITTED);
    g_test_message("from the code to the first picture: %.2f s", linking.confirmed_s);
    g_assert_cmpfloat(linking.confirmed_s, <, TARGET_S);
}

static void
test_no_gives_the_camera_free(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *link = NULL;
    g_auto(Linking) linking = { .answers = false };

    link_with(&linking, code, "Front door", NULL);
    g_assert_cmpint(linking.state, ==, CLIENT_LINKING_NONE);
    g_assert_cmpuint(count_linked(), ==, 0);
    link = link_well(code, "Front door", NULL);
}

static bool
is_released(gpointer data)
{
    g_auto(Linking) linking = { .answers = true };

    link_with(&linking, data, "Front door", NULL);
    return linking.state == CLIENT_LINKING_LINKED;
}

/* The dialog was closed while it asked: the camera is given free all the same. */
static void
test_stopping_gives_the_camera_free(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    gint n_admitted;

    {
        g_auto(Linking) linking = { .waits = true };

        link_with(&linking, code, "Front door", NULL);
        g_assert_cmpint(linking.state, ==, CLIENT_LINKING_CONFIRM);
        client_linking_stop(g_steal_pointer(&linking.linking));
        n_admitted = g_atomic_int_get(&linking.n_admitted);
        g_assert_cmpuint(count_linked(), ==, 0);
        run_until(is_released, code); /* within the tries a camera allows a minute */
        g_assert_cmpint(g_atomic_int_get(&linking.n_admitted), ==, n_admitted);
    }
    g_assert_cmpuint(count_linked(), ==, 1);
}

/* SUB-14: reset, as when it is sold: red, its own screen, and its code heals it in its place. */
static void
test_a_reset_camera_is_linked_again(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *garage = rig_child_code(rig, "garage");
    g_autofree char *link = link_well(code, "Front door", NULL);
    g_autofree char *other = link_well(garage, "Garage", NULL);
    g_autofree char *again = NULL;
    g_autoptr(GPtrArray) before = load();
    g_autoptr(GPtrArray) after = NULL;
    Seen seen;

    rig_child_fault(rig, "front-door", "reset");
    seen = look(link);
    g_assert_cmpint(seen.kind, ==, CLIENT_EVENT_LINK_AGAIN);
    g_assert_cmpint(seen.reason, ==, PROV_REASON_IDENTITY_CHANGED);

    again = link_well(code, NULL, link);
    g_assert_cmpstr(again, ==, link);
    after = load();
    g_assert_cmpuint(after->len, ==, 2);
    for (guint i = 0; i < after->len; i++) {
        const CameraRecord *old = g_ptr_array_index(before, i);
        const CameraRecord *new = g_ptr_array_index(after, i);

        g_assert_cmpstr(old->id, ==, new->id); /* in its place */
        g_assert_cmpstr(old->room, ==, new->room);
        g_assert_cmpint(memcmp(old->pin, new->pin, CAMERA_KEY_LEN) != 0, ==,
                        strcmp(new->id, link) == 0);
    }
    g_assert_cmpint(look(link).kind, ==, CLIENT_EVENT_ADMITTED);
}

/* A linked camera of this home needs no reset to be linked again: its home lets it go. */
static void
test_ones_own_camera_is_linked_again(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *link = link_well(code, "Front door", NULL);
    g_autofree char *again = link_well(code, NULL, link);

    g_assert_cmpstr(again, ==, link);
    g_assert_cmpint(look(link).kind, ==, CLIENT_EVENT_ADMITTED);
}

/* SUB-10: same name, same serial, a key of which nobody has said anything: its code is another. */
static void
test_a_silent_new_key_is_refused(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *link = link_well(code, "Front door", NULL);
    Seen seen;

    rig_child_fault(rig, "front-door", "reset+newkey");
    seen = look(link);
    g_assert_true(seen.kind == CLIENT_EVENT_REFUSED || seen.kind == CLIENT_EVENT_LINK_AGAIN);
    assert_fails(code, link, CLIENT_LINKING_FAILURE_IMPOSTOR);
    g_assert_cmpuint(count_linked(), ==, 1);
}

/* SUB-11: one key in two boxes; the second is refused, and says as what the first is linked. */
static void
test_a_copied_key_is_linked_once(void)
{
    g_autoptr(RigChild) rig = new_rig("--camera=Copy,same-key=front-door");
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *copy = rig_child_code(rig, "copy");
    g_autofree char *link = link_well(code, "Front door", NULL);
    g_auto(Linking) linking = { .answers = true };

    link_with(&linking, copy, "Attic", NULL);
    g_assert_cmpint(linking.state, ==, CLIENT_LINKING_FAILED);
    g_assert_cmpint(linking.failure, ==, CLIENT_LINKING_FAILURE_DUPLICATE_KEY);
    g_assert_cmpstr(linking.other_room, ==, "Front door");
    g_assert_cmpuint(count_linked(), ==, 1);
}

/* PKI-18: what answers knows the secret and has another key, or has another secret. */
static void
test_nobody_answers_for_the_camera(void)
{
    g_autoptr(RigChild) rig = new_rig("--camera=Kitchen,stranger");
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *garage = rig_child_code(rig, "garage");
    g_autoptr(CameraCode) mixed = camera_code_parse(code, NULL);
    g_autoptr(CameraCode) other = camera_code_parse(garage, NULL);
    g_autofree char *wrong = NULL;

    rig_child_fault(rig, "front-door", "impostor");
    assert_fails(code, NULL, CLIENT_LINKING_FAILURE_IMPOSTOR);
    rig_child_fault(rig, "front-door", "gone");
    assert_fails(code, NULL, CLIENT_LINKING_FAILURE_UNREACHABLE);
    rig_child_fault(rig, "front-door", "none");

    g_clear_pointer(&mixed->secret, g_bytes_unref);
    mixed->secret = g_bytes_ref(other->secret);
    wrong = camera_code_format(mixed);
    assert_fails(wrong, NULL, CLIENT_LINKING_FAILURE_REFUSED);
    assert_fails("DPP:I:SN=1;;", NULL, CLIENT_LINKING_FAILURE_BAD_CODE);
    g_assert_cmpuint(count_linked(), ==, 0);
}

/* SUB-06: the camera proves itself, and a stranger's video comes: it is never the first picture. */
static void
test_a_strangers_video_confirms_nothing(void)
{
    g_autoptr(RigChild) rig = new_rig("--camera=Kitchen,stranger");
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *link = NULL;

    rig_child_fault(rig, "front-door", "stranger");
    assert_fails(code, NULL, CLIENT_LINKING_FAILURE_NO_PICTURE);
    g_assert_cmpuint(count_linked(), ==, 0);
    rig_child_fault(rig, "front-door", "none");
    link = link_well(code, "Front door", NULL); /* it was given free */
}

/* PKI-18: a code of one's own making, for a camera that one has not: its key and address. */
static void
test_another_cameras_code_links_nothing(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *garage = rig_child_code(rig, "garage");
    g_autoptr(CameraCode) mixed = camera_code_parse(code, NULL);
    g_autoptr(CameraCode) other = camera_code_parse(garage, NULL);
    g_autofree char *wrong = NULL;

    /* the garage's secret and address under the front door's key */
    g_clear_pointer(&mixed->secret, g_bytes_unref);
    mixed->secret = g_bytes_ref(other->secret);
    g_free(mixed->address);
    mixed->address = g_strdup(other->address);
    wrong = camera_code_format(mixed);
    assert_fails(wrong, NULL, CLIENT_LINKING_FAILURE_IMPOSTOR);
    g_assert_cmpuint(count_linked(), ==, 0);
}

/* A camera without a secret: its maker's key is pinned, and nothing is sent to it. */
static void
test_a_maker_signed_camera_is_linked(void)
{
    g_autoptr(RigChild) rig = new_rig(NULL);
    g_autofree char *code = rig_child_code(rig, "front-door");
    g_autofree char *garage = rig_child_code(rig, "garage");
    g_autoptr(CameraCode) signed_only = camera_code_parse(code, NULL);
    g_autoptr(CameraCode) other = camera_code_parse(garage, NULL);
    g_autoptr(GPtrArray) records = NULL;
    g_autofree char *text = NULL;
    g_autofree char *wrong = NULL;
    g_autofree char *link = NULL;
    const CameraRecord *record;

    g_clear_pointer(&signed_only->secret, g_bytes_unref);
    text = camera_code_format(signed_only);
    link = link_well(text, "Front door", NULL);
    records = load();
    record = g_ptr_array_index(records, 0);
    g_assert_cmpstr(record->how, ==, "maker-key");
    g_assert_cmpmem(record->pin, CAMERA_KEY_LEN, signed_only->device, CAMERA_KEY_LEN);
    g_assert_null(record->token);
    g_assert_cmpint(look(link).kind, ==, CLIENT_EVENT_ADMITTED);

    /* SUB-06: another camera's video at the code's address */
    g_clear_pointer(&other->secret, g_bytes_unref);
    g_free(other->address);
    other->address = g_strdup(signed_only->address);
    wrong = camera_code_format(other);
    assert_fails(wrong, NULL, CLIENT_LINKING_FAILURE_IMPOSTOR);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/in-time/a-camera-is-linked", test_a_camera_is_linked);
    g_test_add_func("/linking/no-gives-the-camera-free", test_no_gives_the_camera_free);
    g_test_add_func("/linking/stopping-gives-the-camera-free", test_stopping_gives_the_camera_free);
    g_test_add_func("/linking/SUB-14-a-reset-camera-is-linked-again",
                    test_a_reset_camera_is_linked_again);
    g_test_add_func("/linking/ones-own-camera-is-linked-again",
                    test_ones_own_camera_is_linked_again);
    g_test_add_func("/linking/SUB-10-a-silent-new-key-is-refused",
                    test_a_silent_new_key_is_refused);
    g_test_add_func("/linking/SUB-11-a-copied-key-is-linked-once",
                    test_a_copied_key_is_linked_once);
    g_test_add_func("/linking/PKI-18-nobody-answers-for-the-camera",
                    test_nobody_answers_for_the_camera);
    g_test_add_func("/linking/SUB-06-a-strangers-video-confirms-nothing",
                    test_a_strangers_video_confirms_nothing);
    g_test_add_func("/linking/PKI-18-another-cameras-code-links-nothing",
                    test_another_cameras_code_links_nothing);
    g_test_add_func("/linking/SUB-06-a-maker-signed-camera-is-linked",
                    test_a_maker_signed_camera_is_linked);
    client_exit(g_test_run());
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a session does about an init segment that is refused: a source of the test's own, a clock
 * that it moves, and the events as the screen would hear them.
 */
#include "client/client-clock.h"
#include "client/client-guard.h"
#include "client/client-run.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "tests/unit/world.h"

typedef struct {
    ClientSource base;
    World world;
    GBytes *held;         /* init segment that the source holds; NULL: none */
    GBytes *cached;       /* what the way there answers with */
    GBytes *fresh;        /* the same past caches; NULL: no answer */
    RigSession *session;  /* signs the segments */
    uint64_t number;      /* of the last segment */
    uint64_t last;        /* no more after this */
    unsigned n_forgotten; /* forget_init() calls */
    bool asked;           /* the last unit was a new init segment */
    void (*before)(uint64_t number);
    gint retry;           /* "Try again" was pressed */
    unsigned n_waits_cut; /* waits that it ended */
    GString *events;      /* one letter each */
    ClientGuardFuncs guard;
    ProvGate *gate; /* that it guards */
    bool unlinked;  /* before the session began */
} Fake;

static Fake fake;

static bool
fake_next(G_GNUC_UNUSED ClientSource *source, ClientUnit *out)
{
    *out = (ClientUnit){ 0 };
    if (fake.number == fake.last || fake.events->len > 20)
        return false;
    if (fake.held == NULL) {
        fake.held = fake.cached;
        out->init = g_bytes_ref(fake.held);
        return true;
    }
    fake.number++;
    if (fake.before != NULL)
        fake.before(fake.number);
    out->init = g_bytes_ref(fake.held);
    out->segment = world_segment(&fake.world, fake.session, fake.number, NULL);
    return true;
}

static bool
fake_again(G_GNUC_UNUSED ClientSource *source, bool init, ClientUnit *out)
{
    *out = (ClientUnit){ 0 };
    if (init && fake.fresh == NULL) {
        out->trouble = CLIENT_TROUBLE_TIMED_OUT;
        fake.fresh = fake.cached = fake.session->init;
        return true;
    }
    if (init)
        fake.held = fake.fresh;
    else
        out->segment = world_segment(&fake.world, fake.session, fake.number, NULL);
    out->init = g_bytes_ref(fake.held);
    return true;
}

static void
fake_forget_init(G_GNUC_UNUSED ClientSource *source)
{
    fake.held = NULL;
    fake.n_forgotten++;
}

static void
fake_challenge(G_GNUC_UNUSED ClientSource *source,
               G_GNUC_UNUSED const uint8_t *nonce,
               G_GNUC_UNUSED size_t nonce_len)
{
}

static void
fake_free(G_GNUC_UNUSED ClientSource *source)
{
}

/* What client-run.c calls besides the judge. */

ClientSource *
fetch_live_new(G_GNUC_UNUSED const char *address,
               G_GNUC_UNUSED GBytes *tls_ca,
               G_GNUC_UNUSED const char *token,
               G_GNUC_UNUSED GCancellable *cancellable,
               G_GNUC_UNUSED GError **error)
{
    fake.base =
        (ClientSource){ fake_next, fake_again, fake_forget_init, fake_challenge, fake_free };
    return &fake.base;
}

ProvClock
client_clock_read(void)
{
    return fake.world.now;
}

int64_t
client_clock_boot_us(void)
{
    return fake.world.now.boot_us;
}

void
client_wait_us(G_GNUC_UNUSED GCancellable *cancellable,
               const gint *interrupt,
               G_GNUC_UNUSED int64_t us)
{
    fake.n_waits_cut += g_atomic_int_get(interrupt) != 0;
}

const char *
client_home_find_signer(G_GNUC_UNUSED const ClientHome *self,
                        G_GNUC_UNUSED const char *link,
                        G_GNUC_UNUSED const uint8_t pin[32])
{
    return NULL;
}

ClientGuard *
client_guard_new(G_GNUC_UNUSED const CameraRecord *record, ProvGate *gate, ClientGuardFuncs funcs)
{
    fake.guard = funcs;
    fake.gate = gate;
    if (!fake.unlinked)
        return (ClientGuard *)&fake;
    funcs.unlinked(funcs.self, "This camera is not linked any more.");
    return NULL;
}

void
client_guard_free(G_GNUC_UNUSED ClientGuard *self)
{
}

void
client_guard_admitted(G_GNUC_UNUSED ClientGuard *self, G_GNUC_UNUSED const ProvVerdict *verdict)
{
}

void
client_bridge_post(G_GNUC_UNUSED ClientBridge *self, const ClientEvent *event)
{
    g_string_append_c(fake.events, "?CADXRLNH"[event->kind]);
}

void
client_bridge_admit(G_GNUC_UNUSED ClientBridge *self, ProvAdmission *admission)
{
    prov_admission_free(admission);
}

/* Runs until @last segments were asked for; @events is what the screen must have heard. */
static void
play(uint64_t last, const char *events)
{
    const CameraRecord record = { .id = (char *)"front" };
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    const ClientRun with = {
        .record = &record,
        .expectation = fake.world.expectation,
        .cancellable = cancellable,
        .retry = &fake.retry,
    };

    fake.last = last;
    client_run(&with);
    g_assert_cmpstr(fake.events->str, ==, events);
}

static void
set_up(G_GNUC_UNUSED World *unused, gconstpointer data)
{
    fake = (Fake){ .events = g_string_new(NULL) };
    world_set_up(&fake.world, data);
    fake.session = fake.world.session;
    fake.cached = fake.fresh = fake.session->init;
}

static void
tear_down(G_GNUC_UNUSED World *unused, gconstpointer data)
{
    g_string_free(fake.events, TRUE);
    world_tear_down(&fake.world, data);
}

static void
test_plain(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    play(2, "CAA");
}

static void
come_back_later(uint64_t number)
{
    if (number != 2)
        return;
    fake.session = world_session(&fake.world, fake.world.front, 2 * 86400, NULL);
    fake.cached = fake.fresh = fake.session->init;
    world_at(&fake.world, 2 * 86400, number);
}

/*
 * INI-24: while the camera was away it began a new session at the same address, and the keys of the
 * init segment that is held ran out. That one is what has to be asked for again.
 */
static void
test_keys_ran_out(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    fake.before = come_back_later;
    play(2, "CADA");
    rig_session_free(fake.session);
}

/* A damaged init segment, and no second copy in time: it is not held against what follows. */
static void
test_no_second_copy(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GByteArray) damaged = world_copy(fake.session->init);
    g_autoptr(GBytes) bytes = NULL;

    damaged->data[damaged->len - 1] ^= 1;
    bytes = g_bytes_new(damaged->data, damaged->len);
    fake.cached = bytes;
    fake.fresh = NULL;
    play(2, "CDNAA");
    g_assert_cmpuint(fake.n_forgotten, ==, 1);
}

/* "Try again" while the answer is on its way: it fails, and is asked for at once, once. */
static void
test_try_again(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) damaged = g_bytes_new_from_bytes(fake.session->init, 0, 100);

    fake.cached = fake.fresh = damaged;
    fake.retry = 1;
    play(1, "CDRDRDRDRDRDRDRDRDRDR");
    g_assert_cmpuint(fake.n_waits_cut, ==, 1);
}

static void
block_the_front(uint64_t number)
{
    g_autoptr(GPtrArray) blocked = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    uint8_t pin[PROV_PIN_LEN];
    ProvVerdict verdict;

    if (number != 3)
        return;
    rig_identity_get_pin(fake.world.front, pin);
    g_ptr_array_add(blocked, g_bytes_new(pin, sizeof pin));
    g_assert_false(
        prov_gate_set_revocation(fake.gate, NULL, blocked, false, &fake.world.now, &verdict));
    fake.guard.revoked(fake.guard.self, &verdict, &fake.world.now);
    g_assert_cmpstr(fake.events->str, ==, "CAAL"); /* at once: unit 3 is still on its way */
}

/* RACE-04: told before the next unit, which is refused for it as well, and so is its init. */
static void
test_revoked(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    fake.before = block_the_front;
    play(3, "CAALL");
    g_assert_cmpuint(fake.n_forgotten, ==, 1);
}

static void
take_link_away(uint64_t number)
{
    if (number == 3)
        fake.guard.unlinked(fake.guard.self, "This camera is not linked any more.");
}

/* RACE-02: the unit that was on its way is not shown, and no other is asked for. */
static void
test_unlinked(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    fake.before = take_link_away;
    play(9, "CAAH");
    g_assert_cmpuint(fake.number, ==, 3);
}

static void
test_unlinked_before(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    fake.unlinked = true;
    play(9, "H");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/run/plain", World, NULL, set_up, test_plain, tear_down);
    g_test_add("/run/INI-24/keys-ran-out", World, NULL, set_up, test_keys_ran_out, tear_down);
    g_test_add("/run/INI-24/no-second-copy", World, NULL, set_up, test_no_second_copy, tear_down);
    g_test_add("/run/UI-10/try-again", World, NULL, set_up, test_try_again, tear_down);
    g_test_add("/run/RACE-04+PKI-04/revoked", World, NULL, set_up, test_revoked, tear_down);
    g_test_add("/run/RACE-02/unlinked", World, NULL, set_up, test_unlinked, tear_down);
    g_test_add("/run/RACE-02/unlinked-before", World, NULL, set_up, test_unlinked_before,
               tear_down);
    return g_test_run();
}

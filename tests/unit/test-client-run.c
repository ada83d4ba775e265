/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a session does about what it is handed, and after a restart: a source of the test's own, a
 * clock that it moves, a real store, and the events as the screen would hear them.
 */
#include "client/client-clock.h"
#include "client/client-guard.h"
#include "client/client-run.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "tests/rig/rig-vsi.h"
#include "tests/unit/sound.h"
#include "tests/unit/store.h"
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
    GString *trust;       /* of the same: may the wall clock be believed, '1' or '0' */
    bool echoes;          /* the camera answers nonces */
    GBytes *nonce;        /* the last one posted to it */
    const struct Wrong *wrong;
    int64_t clock_off_us; /* this device's clock is wrong by that */
    unsigned n_agreed;    /* client_clock_agree() calls */
    GString *noted;       /* reasons of refusals in the history */
    ClientGuardFuncs guard;
    ProvGate *gate; /* that it guards */
    bool unlinked;  /* before the session began */
    bool sound;     /* it is the camera's sound that is asked for */
    bool bare;      /* its units come without their signed header */
    unsigned n_challenges;
} Fake;

static Fake fake;

/* Unit @number of sound. */
static GBytes *
record(uint64_t number)
{
    g_autoptr(GBytes) segment = sound_segment(&fake.world, fake.session, number);

    return fake.bare ? rig_vsi_strip(segment) : g_steal_pointer(&segment);
}

/* Segment @number, in which the camera repeats the nonce that it was sent. */
static GBytes *
shoot(uint64_t number)
{
    g_autoptr(GPtrArray) nonces = g_ptr_array_new();
    g_autoptr(GBytes) media = world_media(&fake.world, number);

    if (fake.echoes && fake.nonce != NULL)
        g_ptr_array_add(nonces, fake.nonce);
    return rig_session_sign(fake.session, number,
                            fake.session->created_at_us + (int64_t)(number - 1) * WORLD_UNIT_US,
                            nonces, media, NULL);
}

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
    out->segment = fake.sound ? record(fake.number) : shoot(fake.number);
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
        out->segment = fake.sound ? record(fake.number)
                                  : world_segment(&fake.world, fake.session, fake.number, NULL);
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
fake_challenge(G_GNUC_UNUSED ClientSource *source, const uint8_t *nonce, size_t nonce_len)
{
    g_clear_pointer(&fake.nonce, g_bytes_unref);
    fake.nonce = g_bytes_new(nonce, nonce_len);
    fake.n_challenges++;
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
    g_assert_false(fake.sound);
    return &fake.base;
}

ClientSource *
fetch_live_new_for_sound(const char *address,
                         GBytes *tls_ca,
                         const char *token,
                         GCancellable *cancellable,
                         GError **error)
{
    const bool sound = fake.sound;

    fake.sound = false;
    fetch_live_new(address, tls_ca, token, cancellable, error);
    fake.sound = sound;
    g_assert_true(sound);
    return &fake.base;
}

ProvClock
client_clock_read(void)
{
    ProvClock now = fake.world.now;

    now.wall_us += fake.clock_off_us;
    return now;
}

ProvClock
client_clock_read_doubted(void)
{
    ProvClock now = client_clock_read();

    now.trust = PROV_CLOCK_FLOOR;
    now.wall_us = WORLD_NOW_US;
    return now;
}

void
client_clock_agree(int64_t capture_us)
{
    g_assert_cmpint(capture_us, <=, fake.world.now.wall_us);
    fake.n_agreed++;
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
client_history_add(G_GNUC_UNUSED ClientHistory *self, const ClientRefusal *what, int64_t boot_us)
{
    g_assert_cmpstr(what->link, ==, STORE_ID_A);
    g_assert_cmpstr(what->room, ==, "Front door");
    g_assert_cmpstr(what->host, ==, "localhost"); /* never the whole address */
    g_assert_cmpint(boot_us, ==, fake.world.now.boot_us);
    g_string_append_printf(fake.noted, "%s%s ", what->sound ? "sound:" : "",
                           prov_reason_name(what->reason));
}

void
client_bridge_post(G_GNUC_UNUSED ClientBridge *self, const ClientEvent *event)
{
    g_string_append_c(fake.events, "?CADXRLNHSs"[event->kind]);
    g_string_append_c(fake.trust, event->wall_trusted ? '1' : '0');
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
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Front door");
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    const ClientRun with = {
        .record = record,
        .expectation = fake.world.expectation,
        .cancellable = cancellable,
        .retry = &fake.retry,
        .history = (ClientHistory *)&fake,
    };

    fake.last = last;
    client_run(&with);
    g_assert_cmpstr(fake.events->str, ==, events);
}

static void
set_up(G_GNUC_UNUSED World *unused, gconstpointer data)
{
    fake = (Fake){ .events = g_string_new(NULL),
                   .trust = g_string_new(NULL),
                   .noted = g_string_new(NULL) };
    store_wipe();
    store_link(STORE_ID_A, "Front door");
    world_set_up(&fake.world, data);
    fake.session = fake.world.session;
    fake.cached = fake.fresh = fake.session->init;
}

static void
tear_down(G_GNUC_UNUSED World *unused, gconstpointer data)
{
    g_string_free(fake.events, TRUE);
    g_string_free(fake.trust, TRUE);
    g_string_free(fake.noted, TRUE);
    g_clear_pointer(&fake.nonce, g_bytes_unref);
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
    g_assert_cmpstr(fake.noted->str, ==, ""); /* a doubt is no refusal */
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

/* This device starts anew, and the way to the camera delivers @session from its first unit on. */
static void
start_over(RigSession *session)
{
    fake.session = session;
    fake.cached = fake.fresh = session->init;
    fake.held = NULL;
    fake.number = 0;
    g_string_truncate(fake.events, 0);
}

/* However this device was stopped: what it has shown is on the disk before the next unit comes. */
static void
test_replay_after_restart(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    play(3, "CAAA");
    start_over(fake.session);
    g_assert_cmpstr(fake.noted->str, ==, "");
    play(5, "CXXXAA");
    g_assert_cmpstr(fake.noted->str, ==, "replayed replayed replayed ");
    start_over(fake.session);
    play(6, "CXXXXXA");
}

/* The persisted mark names the newer session, whatever this process has seen. */
static void
test_old_session_after_restart(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    RigSession *old = fake.session;

    world_at(&fake.world, 60, 1);
    start_over(world_session(&fake.world, fake.world.front, 60, NULL));
    play(2, "CAA");
    rig_session_free(fake.session);
    start_over(old);
    play(2, "CRR");
    g_assert_cmpstr(fake.noted->str, ==, "session-rollback session-rollback ");
}

/* Without the mark, as on a new hub, the key's time is what limits it (SEQ-05). */
static void
test_old_session_on_new_hub(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    play(2, "CAA");
    store_wipe();
    store_link(STORE_ID_A, "Front door");
    start_over(fake.session);
    fake.world.now.wall_us += 2 * INT64_C(86400) * G_USEC_PER_SEC;
    play(0, "C"); /* the init segment is asked for with the first unit */
    start_over(fake.session);
    play(1, "CDRDRDRDRDRDRDRDRDRDR");
}

/* A mark that can't be written takes nothing from the picture (STO-07). */
static void
test_disk_full(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    store_wipe();
    play(3, "CAAA");
}

/* CLK-04: this device's clock is wrong while units 3 and 4 come. */
static const struct Wrong {
    int64_t off_us;
    bool echoes;
    const char *events;
    const char *trust; /* of the wall clock, as the screen is told with each event */
    unsigned n_agreed;
} wrongs[] = {
    { 0, true, "CAAAAAA", "1111111", 6 },
    { 58 * INT64_C(1000000), true, "CAAAAAA", "1111111", 6 }, /* as far as a clock may be off */
    { -6 * INT64_C(1000000), true, "CAAAAAA", "1111111",
      6 }, /* nor so far that all is from the future */
    { -8 * INT64_C(1000000), true, "CAAAAAA", "1110001", 4 },
    { -8 * INT64_C(1000000), false, "CAARRAA", "1111111",
      0 }, /* CLK-06: nothing tells who is wrong */
    { 62 * INT64_C(1000000), true, "CAAAAAA", "1110001", 4 },  /* ahead: all of it would be late */
    { -62 * INT64_C(1000000), true, "CAAAAAA", "1110001", 4 }, /* behind: it would be too early */
    { 62 * INT64_C(1000000), false, "CAAAAAA", "1111111", 0 },
    { -62 * INT64_C(1000000), false, "CAARRAA", "1111111", 0 },
};

static void
go_wrong(uint64_t number)
{
    world_at(&fake.world, 0, number);
    fake.clock_off_us = number == 3 || number == 4 ? fake.wrong->off_us : 0;
}

static void
test_wrong_clock(G_GNUC_UNUSED World *unused, gconstpointer data)
{
    fake.wrong = data;
    fake.echoes = fake.wrong->echoes;
    fake.before = go_wrong;
    play(6, fake.wrong->events);
    g_assert_cmpstr(fake.trust->str, ==, fake.wrong->trust);
    g_assert_cmpuint(fake.n_agreed, ==, fake.wrong->n_agreed);
}

/* What is asked for is sound; @session is whose. Consumes it. */
static void
listen_to(RigSession *session)
{
    fake.sound = true;
    world_select(&fake.world, sound_expect(&fake.world, fake.world.front));
    start_over(session);
}

/* Sound says two things and no more: no nonce is posted for it, and it leaves no mark. */
static void
test_sound(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    RigSession *session = sound_session(fake.world.front);

    listen_to(session);
    play(3, "SSS");
    start_over(session);
    play(3, "SSS");
    g_assert_cmpuint(fake.n_challenges, ==, 0);
    g_assert_cmpstr(fake.noted->str, ==, "");
    g_assert_cmpstr(fake.trust->str, ==, "000000"); /* it is nobody's clock */
    rig_session_free(session);
}

/* Another camera's sound is refused and noted as sound, and nothing else is said of it. */
static void
test_foreign_sound(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    RigSession *session = sound_session(fake.world.nursery);

    listen_to(session);
    play(1, "sssssssssssssssssssss");
    g_assert_true(g_str_has_prefix(fake.noted->str, "sound:wrong-camera sound:wrong-camera "));
    rig_session_free(session);
}

/* Not said before a second copy has been seen. */
static void
test_unsigned_sound(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    RigSession *session = sound_session(fake.world.front);

    listen_to(session);
    fake.bare = true;
    play(2, "ss");
    g_assert_cmpstr(fake.noted->str, ==, "sound:unsigned sound:unsigned ");
    fake.bare = false;
    play(4, "ssSS");
    rig_session_free(session);
}

/* Pictures where sound should be. */
static void
test_pictures_for_sound(G_GNUC_UNUSED World *unused, G_GNUC_UNUSED gconstpointer data)
{
    listen_to(fake.world.session);
    play(1, "sssssssssssssssssssss");
    g_assert_true(g_str_has_prefix(fake.noted->str, "sound:bad-container "));
}

int
main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    g_test_add("/run/plain", World, NULL, set_up, test_plain, tear_down);
    g_test_add("/run/INI-24/keys-ran-out", World, NULL, set_up, test_keys_ran_out, tear_down);
    g_test_add("/run/INI-24/no-second-copy", World, NULL, set_up, test_no_second_copy, tear_down);
    g_test_add("/run/UI-10/try-again", World, NULL, set_up, test_try_again, tear_down);
    g_test_add("/run/RACE-04+PKI-04/revoked", World, NULL, set_up, test_revoked, tear_down);
    g_test_add("/run/RACE-02/unlinked", World, NULL, set_up, test_unlinked, tear_down);
    g_test_add("/run/RACE-02/unlinked-before", World, NULL, set_up, test_unlinked_before,
               tear_down);
    g_test_add("/run/SEQ-18/replay-after-restart", World, NULL, set_up, test_replay_after_restart,
               tear_down);
    g_test_add("/run/SEQ-04/old-session-after-restart", World, NULL, set_up,
               test_old_session_after_restart, tear_down);
    g_test_add("/run/SEQ-05/old-session-on-new-hub", World, NULL, set_up,
               test_old_session_on_new_hub, tear_down);
    g_test_add("/run/STO-07/disk-full", World, NULL, set_up, test_disk_full, tear_down);
    g_test_add("/run/AUD-00/sound", World, NULL, set_up, test_sound, tear_down);
    g_test_add("/run/AUD-01/foreign-sound", World, NULL, set_up, test_foreign_sound, tear_down);
    g_test_add("/run/AUD-02/unsigned-sound", World, NULL, set_up, test_unsigned_sound, tear_down);
    g_test_add("/run/INI-06/pictures-for-sound", World, NULL, set_up, test_pictures_for_sound,
               tear_down);
    for (size_t i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        g_autofree char *path =
            g_strdup_printf("/run/CLK-04/%s/%+d-s", wrongs[i].echoes ? "echoed" : "silent",
                            (int)(wrongs[i].off_us / G_USEC_PER_SEC));

        g_test_add(path, World, &wrongs[i], set_up, test_wrong_clock, tear_down);
    }
    return store_test_run();
}

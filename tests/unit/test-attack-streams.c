/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order and mix-ups, drawn as streams: a letter is one unit that the relay delivers, the string
 * under it says what must be admitted.
 *
 *   A next unit of the selected front door       N the front door reboots: first unit of a new
 * session B next unit of a stranger, same maker        O a unit of the front door's session before
 * the reboot C next unit of the nursery, linked as well   - a unit of the front door is lost on the
 * way a own init, the stranger's segment           r the last unit of the front door once more b
 * the stranger's init, own segment           p the front door's unit before the last one s the next
 * two of the front door, swapped: first the later one, then the earlier one (two verdicts)
 */
#include "tests/unit/world.h"

#include <string.h>

typedef struct {
    const char *id;
    const char *stream;
    const char *admitted; /* '1' or '0' a verdict */
    const char *reasons;  /* of the refused ones, in order */
} Case;

static const Case cases[] = {
    { "SUB-00/own-camera-is-admitted", "AAAAA", "11111", "" },
    { "SUB-01/stranger-at-my-address", "BBB", "000", "wrong-camera wrong-camera wrong-camera" },
    { "SUB-01/stranger-after-my-own", "AAABB", "11100", "wrong-camera wrong-camera" },
    { "SUB-02/other-camera-of-this-home", "ACCA", "1001", "wrong-camera wrong-camera" },
    { "SUB-03/one-foreign-unit-in-a-good-run", "AAABA", "11101", "wrong-camera" },
    { "SUB-03/one-foreign-segment-in-a-good-run", "AAaAA", "11011", "unknown-session-key" },
    { "SUB-04/foreign-init-own-segments", "AbbA", "1001", "wrong-camera wrong-camera" },
    { "SUB-05/own-init-foreign-segments", "aaaA", "0001",
      "unknown-session-key unknown-session-key unknown-session-key" },
    { "SUB-06/SUB-07/vendor-camera-never-linked", "B", "0", "wrong-camera" },
    { "HDR-05/unit-of-an-older-session", "AANOA", "11101", "session-rollback" },
    { "SEQ-01/same-segment-again", "AArrA", "11001", "replayed replayed" },
    { "SEQ-02/older-segment-of-this-session", "AAApA", "11101", "replayed" },
    { "SEQ-03/old-session-to-a-running-hub", "AANNOOON", "11110001",
      "session-rollback session-rollback session-rollback" },
    { "SEQ-06/two-neighbours-swapped", "AAsA", "11101", "replayed" },
    { "SEQ-07/one-lost", "AA-A", "111", "" },
    { "SEQ-07/several-lost", "AA----AA", "1111", "" },
    { "SEQ-12/camera-reboots", "AAANAAA", "1111111", "" },
    { "SEQ-13/tail-of-the-old-on-the-head-of-the-new", "AANOAO", "111010",
      "session-rollback session-rollback" },
    { "SEQ-19/joining-in-the-middle", "-----AA", "11", "" },
    { "INI-01/init-of-another-camera", "bA", "01", "wrong-camera" },
};

/* One camera's run: its session now and before, and the number of its last unit. */
typedef struct {
    RigIdentity *identity;
    RigSession *session;
    RigSession *before;
    int begun; /* seconds after WORLD_NOW_US */
    uint64_t number;
} Run;

typedef struct {
    World *world;
    Run front, nursery, stranger;
    GString *admitted;
    GString *reasons;
    bool gap;
} Play;

static void
run_clear(Run *run)
{
    g_clear_pointer(&run->session, rig_session_free);
    g_clear_pointer(&run->before, rig_session_free);
}

static void
reboot(Play *play, Run *run)
{
    g_clear_pointer(&run->before, rig_session_free);
    run->before = run->session;
    run->begun += (int)run->number + 2;
    run->number = 0;
    run->session = world_session(play->world, run->identity, run->begun, NULL);
}

static void
deliver(Play *play, const RigSession *init, const RigSession *signer, uint64_t number)
{
    g_autoptr(GBytes) segment = world_segment(play->world, signer, number, NULL);
    ProvVerdict verdict = world_submit(play->world, init->init, segment);
    bool admitted = prov_verdict_admits(&verdict);

    g_string_append_c(play->admitted, admitted ? '1' : '0');
    if (!admitted)
        g_string_append_printf(play->reasons, "%s%s", play->reasons->len > 0 ? " " : "",
                               prov_reason_name(verdict.reason));
    play->gap = play->gap || (verdict.notes & PROV_NOTE_GAP) != 0;
}

static uint64_t
advance(Play *play, Run *run)
{
    run->number++;
    world_at(play->world, run->begun, run->number);
    return run->number;
}

static void
step(Play *play, char letter)
{
    Run *front = &play->front, *stranger = &play->stranger;

    switch (letter) {
    case 'A':
        deliver(play, front->session, front->session, advance(play, front));
        break;
    case 'N':
        reboot(play, front);
        deliver(play, front->session, front->session, advance(play, front));
        break;
    case 'B':
        deliver(play, stranger->session, stranger->session, ++stranger->number);
        break;
    case 'C':
        deliver(play, play->nursery.session, play->nursery.session, ++play->nursery.number);
        break;
    case 'a':
        deliver(play, front->session, stranger->session, ++stranger->number);
        break;
    case 'b':
        deliver(play, stranger->session, front->session, front->number + 1);
        break;
    case 'O':
        deliver(play, front->before, front->before, 2);
        break;
    case '-':
        advance(play, front);
        break;
    case 'r':
        deliver(play, front->session, front->session, front->number);
        break;
    case 'p':
        deliver(play, front->session, front->session, front->number - 1);
        break;
    case 's':
        advance(play, front);
        deliver(play, front->session, front->session, advance(play, front));
        deliver(play, front->session, front->session, front->number - 1);
        break;
    default:
        g_assert_not_reached();
    }
}

static void
test_stream(World *world, gconstpointer data)
{
    const Case *c = data;
    Play play = { .world = world };

    play.front.identity = world->front;
    play.front.session = world_session(world, world->front, 0, NULL);
    play.nursery.session = world_session(world, world->nursery, 0, NULL);
    play.stranger.session = world_session(world, world->stranger, 0, NULL);
    play.admitted = g_string_new(NULL);
    play.reasons = g_string_new(NULL);
    for (const char *letter = c->stream; *letter != '\0'; letter++)
        step(&play, *letter);

    g_assert_cmpstr(play.admitted->str, ==, c->admitted);
    g_assert_cmpstr(play.reasons->str, ==, c->reasons);
    if (strstr(c->id, "SEQ-07") != NULL || strstr(c->id, "SEQ-06") != NULL)
        g_assert_true(play.gap);
    run_clear(&play.front);
    run_clear(&play.nursery);
    run_clear(&play.stranger);
    g_string_free(play.admitted, TRUE);
    g_string_free(play.reasons, TRUE);
}

/* SUB-01, SUB-02: the verdict carries who signed, so that the log and "this is Garage" can say it.
 */
static void
test_signer_is_known(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = world_session(world, world->nursery, 0, NULL);
    ProvVerdict verdict = prov_gate_submit_init(world->gate, session->init, &world->now);
    uint8_t pin[PROV_PIN_LEN];

    rig_identity_get_pin(world->nursery, pin);
    world_assert_reason(verdict, "wrong-camera");
    g_assert_true(verdict.has_signer && verdict.signer_proven);
    g_assert_cmpmem(verdict.signer, sizeof verdict.signer, pin, sizeof pin);
    g_assert_false(verdict.selected);
}

/* Anyone can paste a public certificate on junk: then it proves nobody. */
static void
test_pasted_certificate_proves_nobody(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) session = world_session(world, world->nursery, 0, NULL);
    g_autoptr(GByteArray) init = world_copy(session->init);
    g_autoptr(GBytes) changed = NULL;
    ProvVerdict verdict;

    init->data[world_find(init, "moov/trak/tkhd") + 20] ^= 1;
    changed = g_byte_array_free_to_bytes(g_steal_pointer(&init));
    verdict = prov_gate_submit_init(world->gate, changed, &world->now);
    world_assert_reason(verdict, "wrong-camera");
    g_assert_false(verdict.signer_proven);
}

/* A nonce of ours in the header proves now without a clock; another's does not. */
static void
test_echo_proves_now(World *world, G_GNUC_UNUSED gconstpointer data)
{
    static const uint8_t mine[PROV_NONCE_LEN] = "0123456789abcde", other[PROV_NONCE_LEN] = "x";
    g_autoptr(GPtrArray) nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) next = world_media(world, 2);
    g_autoptr(GBytes) echoed = NULL;
    g_autoptr(GBytes) foreign = NULL;
    ProvVerdict verdict;

    world->now.trust = PROV_CLOCK_FLOOR;
    prov_gate_expect_nonce(world->gate, mine, 77);
    g_ptr_array_add(nonces, g_bytes_new(other, sizeof other));
    foreign = rig_session_sign(world->session, 1, WORLD_NOW_US, nonces, media, NULL);
    g_ptr_array_add(nonces, g_bytes_new(mine, sizeof mine));
    echoed = rig_session_sign(world->session, 2, WORLD_NOW_US + G_USEC_PER_SEC, nonces, next, NULL);

    verdict = world_submit(world, world->session->init, foreign);
    world_assert_reason(verdict, "none");
    g_assert_false(verdict.echoed);
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_TIME_UNPROVEN);
    verdict = world_submit(world, world->session->init, echoed);
    world_assert_reason(verdict, "none");
    g_assert_true(verdict.echoed);
    g_assert_cmpint(verdict.echo_sent_us, ==, 77);
    g_assert_cmpuint(verdict.notes, ==, 0);
}

static GBytes *
echoing_segment(World *world, const RigSession *session, uint64_t number, int64_t sent_us)
{
    uint8_t nonce[PROV_NONCE_LEN] = { (uint8_t)sent_us };
    g_autoptr(GPtrArray) nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GBytes) media = world_media(world, number);

    prov_gate_expect_nonce(world->gate, nonce, sent_us);
    g_ptr_array_add(nonces, g_bytes_new(nonce, sizeof nonce));
    return rig_session_sign(session, number,
                            session->created_at_us + (int64_t)(number - 1) * WORLD_UNIT_US, nonces,
                            media, NULL);
}

/*
 * SEQ-03, SEQ-14: a camera whose clock once ran a year ahead is current again by its echo; what it
 * said with the wrong clock does not come back on a hub that knows no time, nor by an older echo.
 */
static void
test_ended_by_an_echo(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(RigSession) ahead = world_session(world, world->front, 365 * 86400, NULL);
    const RigSession *now = world->session;
    g_autoptr(GBytes) first = echoing_segment(world, ahead, 1, 10);
    g_autoptr(GBytes) second = world_segment(world, ahead, 2, NULL);
    g_autoptr(GBytes) proven = echoing_segment(world, now, 1, 20);
    g_autoptr(GBytes) next = world_segment(world, now, 2, NULL);
    g_autoptr(GBytes) again = echoing_segment(world, ahead, 3, 30);

    world->now.trust = PROV_CLOCK_FLOOR;
    world_assert_reason(world_submit(world, ahead->init, first), "none");
    world_assert_reason(world_submit(world, now->init, next), "session-rollback");
    world_assert_reason(world_submit(world, now->init, proven), "none");
    world_assert_reason(world_submit(world, ahead->init, second), "session-rollback");
    world_assert_reason(world_submit(world, ahead->init, first), "session-rollback");
    world_assert_reason(world_submit(world, now->init, next), "none");
    world_assert_reason(world_submit(world, ahead->init, again), "none");
}

#define add(name, function)                                                                        \
    g_test_add("/stream/" name, World, NULL, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/stream/", cases[i].id, NULL);

        g_test_add(path, World, &cases[i], world_set_up, test_stream, world_tear_down);
    }
    add("SUB-02/signer-is-known", test_signer_is_known);
    add("SUB-02/pasted-certificate-proves-nobody", test_pasted_certificate_proves_nobody);
    add("SEQ-03/SEQ-14/ended-by-an-echo", test_ended_by_an_echo);
    add("CLK-01/echo-proves-now", test_echo_proves_now);
    return g_test_run();
}

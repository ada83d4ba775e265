/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-run.h"

#include "client/cameras/camera-mark.h"
#include "client/client-clock.h"
#include "client/client-guard.h"
#include "client/client-log.h"
#include "client/client-pace.h"
#include "client/client-time.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "client/provenance/prov-gate.h"

#include <string.h>
#include <sys/random.h>

#define CHALLENGE_PERIOD_US (INT64_C(1) * G_USEC_PER_SEC)

/* The session thread's own state. */
typedef struct {
    const ClientRun *with;
    ClientSource *source;
    ProvGate *gate;
    ClientGuard *guard;
    ClientPace pace;
    int64_t challenged_us; /* CLOCK_BOOTTIME of the last nonce */
    bool clock_doubted;    /* the last unit that proved "now" contradicts this device's clock */
} Run;

static bool
is_sound(const Run *run)
{
    return run->with->expectation->media == PROV_MEDIA_SOUND;
}

/*
 * Sound has no "now" of its own: what it says of time is held against the signed time of the
 * picture that is on the screen (pipelines/pipe-sync.h), which was judged on this device's clock.
 */
static ProvClock
read_clock(const Run *run)
{
    if (is_sound(run))
        return client_clock_read_doubted();
    return run->clock_doubted ? client_clock_read_doubted() : client_clock_read();
}

/* Of sound two things are said, and nothing while a second copy is fetched or none is to be had. */
static ClientEventKind
sound_kind(const ClientEvent *event)
{
    if (prov_verdict_admits(&event->verdict))
        return CLIENT_EVENT_SOUND;
    return event->kind == CLIENT_EVENT_REFUSED || event->kind == CLIENT_EVENT_LINK_AGAIN
                   || (event->kind == CLIENT_EVENT_HUB_PROBLEM
                       && event->trouble == CLIENT_TROUBLE_NONE)
               ? CLIENT_EVENT_SOUND_REFUSED
               : CLIENT_EVENT_NONE;
}

static void
post(Run *run, ClientEvent *event, const ProvClock *now)
{
    if (is_sound(run))
        event->kind = sound_kind(event);
    if (event->kind == CLIENT_EVENT_NONE)
        return;
    event->boot_us = now->boot_us;
    event->wall_trusted = now->trust == PROV_CLOCK_TRUSTED;
    event->wall_us = now->wall_us;
    client_log_event(run->with->record->id, event);
    client_bridge_post(run->with->bridge, event);
}

static void
post_trouble(Run *run, ClientEventKind kind, ClientTrouble trouble, const char *detail)
{
    ProvClock now = read_clock(run);
    ClientEvent event = { .kind = kind, .trouble = trouble, .detail = detail };

    post(run, &event, &now);
}

static ClientEventKind
event_kind(const ProvVerdict *verdict, bool second_copy)
{
    if (verdict->reason == PROV_REASON_INTERNAL || verdict->reason == PROV_REASON_UNCHECKED)
        return CLIENT_EVENT_HUB_PROBLEM;
    switch (prov_reason_severity(verdict->reason)) {
    case PROV_SEVERITY_NONE:
        return CLIENT_EVENT_ADMITTED;
    case PROV_SEVERITY_DROP:
        return CLIENT_EVENT_DROPPED;
    case PROV_SEVERITY_LINK:
        return CLIENT_EVENT_LINK_AGAIN;
    case PROV_SEVERITY_RECHECK:
        return second_copy ? CLIENT_EVENT_REFUSED : CLIENT_EVENT_DOUBTED;
    case PROV_SEVERITY_RED:
    default:
        return CLIENT_EVENT_REFUSED;
    }
}

/* One more unit that is not shown, in the history. */
static void
note_refusal(const Run *run, const ClientEvent *event, const ProvClock *now)
{
    const CameraRecord *record = run->with->record;
    const ProvVerdict *verdict = &event->verdict;
    /* the history's time is this device's own, whatever the judge of sound goes by */
    const ProvClock date = is_sound(run) ? client_clock_read() : *now;
    g_autoptr(GUri) address = g_uri_parse(record->address, G_URI_FLAGS_NONE, NULL);
    ClientRefusal refusal = {
        .link = record->id,
        .room = record->room,
        .host = (char *)(address != NULL ? g_uri_get_host(address) : ""),
        .other_room = (char *)event->other_room,
        .dated = date.trust == PROV_CLOCK_TRUSTED,
        .first_us = date.wall_us,
        .last_us = date.wall_us,
        .sound = is_sound(run),
        .reason = verdict->reason,
        .has_sequence = verdict->has_sequence,
        .sequence = verdict->sequence,
        .has_signer = verdict->has_signer,
    };

    if (run->with->history == NULL || event->kind == CLIENT_EVENT_DOUBTED)
        return; /* a second copy decides */
    memcpy(refusal.signer, verdict->signer, sizeof refusal.signer);
    client_history_add(run->with->history, &refusal, now->boot_us);
}

static void
post_refusal(Run *run, const ProvVerdict *verdict, ClientEventKind kind, const ProvClock *now)
{
    ClientEvent event = { .kind = kind, .verdict = *verdict, .detail = verdict->detail };

    if (verdict->reason == PROV_REASON_WRONG_CAMERA && verdict->signer_proven)
        event.other_room =
            client_home_find_signer(run->with->home, run->with->record->id, verdict->signer);
    note_refusal(run, &event, now);
    post(run, &event, now);
}

/*
 * A unit that answers a nonce of ours was signed just now: its time and this device's clock agree,
 * or one of them is wrong, and then the clock tells neither "live" nor "behind" nor "too early" for
 * this camera (CLK-04).
 */
static void
compare_clocks(Run *run, const ProvVerdict *verdict)
{
    ProvClock now = client_clock_read();

    if (!verdict->echoed || !verdict->has_capture || now.trust != PROV_CLOCK_TRUSTED)
        return;
    run->clock_doubted = client_time_disagrees(verdict->capture_us, now.wall_us);
    if (!run->clock_doubted && prov_verdict_admits(verdict))
        client_clock_agree(verdict->capture_us);
}

/*
 * A draft of a link has none yet; and sound needs none: a unit of it that was heard before is not
 * within half a second of a picture that was not shown before.
 */
static bool
has_mark(const Run *run)
{
    return run->with->record->generation > 0 && !is_sound(run);
}

/* After every admission, so that whatever ends this program, what was shown is not shown again. */
static void
leave_mark(const Run *run)
{
    g_autoptr(ProvMark) mark = prov_gate_get_mark(run->gate);

    /* a disk that can't be written takes nothing from the picture */
    if (has_mark(run))
        camera_mark_write(NULL, run->with->record, mark, NULL);
}

static void
take_up_mark(const Run *run)
{
    g_autoptr(ProvMark) mark =
        has_mark(run) ? camera_mark_read(NULL, run->with->record, NULL) : NULL;

    if (mark != NULL)
        prov_gate_resume(run->gate, mark);
}

static void
hand_over(Run *run, const ProvVerdict *verdict, ProvAdmission *admission, const ProvClock *now)
{
    ClientEvent event = { .kind = CLIENT_EVENT_ADMITTED, .verdict = *verdict };

    event.unit_us = verdict->unit_us;
    event.live_until_us = verdict->live_until_us;
    client_guard_admitted(run->guard, verdict);
    client_bridge_admit(run->with->bridge, admission);
    post(run, &event, now);
    leave_mark(run);
    client_pace_begin(&run->pace, now->boot_us);
}

static ProvVerdict
submit(Run *run, const ClientUnit *unit, const ProvClock *now, ProvAdmission **admission)
{
    if (unit->segment == NULL)
        return prov_gate_submit_init(run->gate, unit->init, now);
    return prov_gate_submit(run->gate, unit->init, unit->segment, now, admission);
}

/*
 * One unit before the judge. True when it was admitted (an init segment: holds); false with what
 * the screen was told in @kind.
 */
static bool
judge(Run *run, const ClientUnit *unit, bool second_copy, ClientEventKind *kind, ProvReason *reason)
{
    g_autoptr(ProvAdmission) admission = NULL;
    ProvClock now = read_clock(run);
    ProvVerdict verdict = submit(run, unit, &now, &admission);

    compare_clocks(run, &verdict);
    if (run->clock_doubted && now.trust == PROV_CLOCK_TRUSTED) {
        now = read_clock(run);
        if (!prov_verdict_admits(&verdict))
            verdict = submit(run, unit, &now, &admission);
    }
    *kind = event_kind(&verdict, second_copy);
    if (reason != NULL)
        *reason = verdict.reason;
    if (!prov_verdict_admits(&verdict)) {
        post_refusal(run, &verdict, *kind, &now);
        return false;
    }
    if (admission != NULL)
        hand_over(run, &verdict, g_steal_pointer(&admission), &now);
    return true;
}

/* Waits, unless the person asks to try again, or has asked while the last answer was on its way. */
static void
wait_ms(Run *run, guint ms)
{
    client_wait_us(run->with->cancellable, run->with->retry, (int64_t)ms * 1000);
    g_atomic_int_set(run->with->retry, 0);
}

static void
back_off(Run *run)
{
    wait_ms(run, client_pace_after_trouble(&run->pace, client_clock_boot_us(), g_random_int()));
}

/* A fresh nonce now and then, so that a camera can prove "now" whatever the clocks say. */
static void
send_challenge(Run *run)
{
    uint8_t nonce[PROV_NONCE_LEN];
    int64_t now = client_clock_boot_us();

    if (is_sound(run) || now - run->challenged_us < CHALLENGE_PERIOD_US
        || getrandom(nonce, sizeof nonce, 0) != (ssize_t)sizeof nonce)
        return;
    run->challenged_us = now;
    prov_gate_expect_nonce(run->gate, nonce, now);
    run->source->challenge(run->source, nonce, sizeof nonce);
}

/* Fetches a part of the last unit past caches and judges it; as judge(). */
static bool
judge_copy(Run *run, bool init, ClientEventKind *kind)
{
    g_auto(ClientUnit) unit = { 0 };

    if (!run->source->again(run->source, init, &unit)
        || g_cancellable_is_cancelled(run->with->cancellable))
        return false;
    if (unit.trouble != CLIENT_TROUBLE_NONE) {
        post_trouble(run, CLIENT_EVENT_NO_PICTURE, unit.trouble, unit.detail);
        *kind = CLIENT_EVENT_NO_PICTURE;
        return false;
    }
    return judge(run, &unit, true, kind, NULL);
}

/* The unit's init segment by itself: what held when it came may be over now, as its keys' time. */
static bool
init_holds(Run *run, const ClientUnit *unit)
{
    ProvClock now = read_clock(run);
    ProvVerdict verdict = prov_gate_submit_init(run->gate, unit->init, &now);

    return prov_verdict_admits(&verdict);
}

/*
 * Refused for its header: one more copy past caches decides (screen.md). A segment of another
 * session, or an init segment that no longer holds, may mean that it changed behind its address, as
 * when the camera has restarted: then that comes first, and if it is another camera's, it says so.
 */
static bool
judge_again(Run *run, const ClientUnit *unit, bool *init, ProvReason reason, ClientEventKind *kind)
{
    if (*init || reason == PROV_REASON_UNKNOWN_SESSION_KEY || reason == PROV_REASON_WRONG_SESSION) {
        *init = true;
        if (!judge_copy(run, true, kind))
            return false;
        *init = false;
    }
    return unit->segment == NULL || judge_copy(run, false, kind);
}

static void
handle(Run *run, const ClientUnit *unit)
{
    ClientEventKind kind = CLIENT_EVENT_NONE;
    ProvReason reason = PROV_REASON_UNCHECKED;
    bool init;

    if (unit->trouble != CLIENT_TROUBLE_NONE) {
        post_trouble(run, CLIENT_EVENT_NO_PICTURE, unit->trouble, unit->detail);
        back_off(run);
        return;
    }
    if (judge(run, unit, false, &kind, &reason))
        return;
    init = unit->segment == NULL || !init_holds(run, unit);
    if (kind == CLIENT_EVENT_DOUBTED && judge_again(run, unit, &init, reason, &kind))
        return;
    if (g_cancellable_is_cancelled(run->with->cancellable))
        return;
    if (init)
        run->source->forget_init(run->source); /* or it would be held against every segment */
    if (kind == CLIENT_EVENT_NO_PICTURE)
        back_off(run);
    else if (init)
        wait_ms(run, client_pace_after_init(&run->pace));
}

/* Nothing more of this link is shown: the session has ended, and its page says why. */
static void
on_unlinked(gpointer data, const char *why)
{
    Run *run = data;

    post_trouble(run, CLIENT_EVENT_HUB_PROBLEM, CLIENT_TROUBLE_BAD_STORE, why);
    g_cancellable_cancel(run->with->cancellable);
}

/* Before the next unit, which the gate refuses as well. */
static void
on_revoked(gpointer data, const ProvVerdict *verdict, const ProvClock *now)
{
    post_refusal(data, verdict, event_kind(verdict, true), now);
}

static ClientSource *
make_source(const Run *run, GError **error)
{
    const CameraRecord *record = run->with->record;

    return (is_sound(run) ? fetch_live_new_for_sound : fetch_live_new)(
        record->address, record->tls_ca, record->token, run->with->cancellable, error);
}

void
client_run(const ClientRun *with)
{
    g_autoptr(ProvGate) gate = prov_gate_new(with->expectation);
    g_autoptr(ClientGuard) guard = NULL;
    g_autoptr(GError) error = NULL;
    Run run = { .with = with, .gate = gate };

    run.guard = guard =
        client_guard_new(with->record, gate, (ClientGuardFuncs){ on_unlinked, on_revoked, &run });
    if (guard == NULL)
        return;
    run.source = make_source(&run, &error);
    if (run.source == NULL) {
        post_trouble(&run, CLIENT_EVENT_HUB_PROBLEM, CLIENT_TROUBLE_BAD_STORE, error->message);
        return;
    }
    if (!is_sound(&run)) /* of which most cameras have none */
        client_pace_begin(&run.pace, client_clock_boot_us());
    take_up_mark(&run);
    post_trouble(&run, CLIENT_EVENT_CHECKING, CLIENT_TROUBLE_NONE, NULL);
    for (;;) {
        g_auto(ClientUnit) unit = { 0 };

        send_challenge(&run);
        /* a unit that came while the link was taken away is nobody's */
        if (!run.source->next(run.source, &unit) || g_cancellable_is_cancelled(with->cancellable))
            break;
        handle(&run, &unit);
    }
    run.source->free(run.source);
}

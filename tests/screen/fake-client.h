/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/screen/fake-frame.h"
#include "tests/screen/fake-home.h"

G_BEGIN_DECLS

/*
 * Doubles of client.h and of the player for the screen's tests: sessions that say what the test
 * says, and players that hand on the frames the test makes. The home of their cameras is in
 * fake-home.h, linking and the scanner are in fake-linking.h.
 */

/* The device sleeps: CLOCK_BOOTTIME goes on, nothing else does, and timers of before are late by as
 * much. */
void fake_client_sleep(int64_t us);

unsigned fake_client_n_sessions(void); /* running now */
unsigned fake_client_n_retries(void);
unsigned fake_client_n_players(void); /* existing now */
/* Which camera's session and player the calls below are about; NULL: the newest one's. @room is
 * borrowed. */
void fake_client_choose(const char *room);
uint64_t fake_client_generation(void);
const char *fake_client_link(void);

/* Tells the session's handler. */
void fake_client_send(const ClientEvent *event);

/* An event of now, with a trusted wall clock. */
ClientEvent fake_client_event(ClientEventKind kind, ProvReason reason);

/* One admitted unit, live for @live_ms from now on; 0: time unproven. */
void fake_client_admit(int live_ms);
void fake_client_refuse(ProvReason reason, const char *other_room);

/* The player shows @frame. */
void fake_player_show(PipeFrame *frame);
void fake_player_fail(void);

G_END_DECLS

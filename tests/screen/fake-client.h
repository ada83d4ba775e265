/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "pipelines/pipelines.h"

G_BEGIN_DECLS

/*
 * Doubles of client.h and of the player for the screen's tests: a home of four cameras whose
 * sessions say what the test says, and players that hand on the frames the test makes. Linking and
 * the scanner are in fake-linking.h.
 */

/* The rooms of the home that client_home_open() opens next; NULL: the usual four. NULL-terminated.
 */
void fake_client_set_rooms(const char *const *rooms);
void
fake_client_set_error(const char *sentence); /* client_home_open() fails with it; NULL: it works */

/* What every camera of the home that is opened next has to be told about its record, and the time
 * that its lists of withdrawn keys are from. */
void fake_client_set_note(const char *note, int64_t lists_us);

/* The next changes of the store fail with it; NULL: they work. */
void fake_client_set_write_error(const char *sentence);
/* Sessions that ran when the store was written last (attacks.md, RACE-02). */
unsigned fake_client_n_sessions_at_write(void);
/* The store as it is now: "room, room". Transfer full. */
char *fake_client_rooms(void);
/* Writes a new record, or one anew, as linking does; @link: transfer none. */
void fake_client_store(const char *link, const char *room);
/* Another program changed the store: @link is gone from it (NULL: it is not), and who watches hears
 * of it. */
void fake_client_changed(const char *link);

/* The device sleeps: CLOCK_BOOTTIME goes on, nothing else does, and timers of before are late by as
 * much. */
void fake_client_sleep(int64_t us);

/* One more entry of the history, behind the others. @ago_s: -1: nobody knows when. */
void fake_client_note_refusal(const char *room, ProvReason reason, uint64_t n, int64_t ago_s);
void fake_client_clear_history(void);

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

/* A frame in one colour with a frame around it. @capture_us: since 1970; 0: no signed time. */
PipeFrame *fake_frame_new(const char *link, uint64_t generation, uint32_t rgb, int64_t capture_us);

/* One that looks like something: a garden scene. */
PipeFrame *fake_scene_new(const char *link, uint64_t generation, int64_t capture_us);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

G_BEGIN_DECLS

/* A double of the home in client.h: four cameras and a history, in memory. */

/* The rooms of the home that client_home_open() opens next; NULL: the usual four. NULL-terminated.
 */
void fake_home_set_rooms(const char *const *rooms);
void
fake_home_set_error(const char *sentence); /* client_home_open() fails with it; NULL: it works */

/* What every camera of the home that is opened next has to be told about its record, and the time
 * that its lists of withdrawn keys are from. */
void fake_home_set_note(const char *note, int64_t lists_us);

/* The next changes of the store fail with it; NULL: they work. */
void fake_home_set_write_error(const char *sentence);
/* Sessions that ran when the store was written last (attacks.md, RACE-02). */
unsigned fake_home_n_sessions_at_write(void);
/* The store as it is now: "room, room". Transfer full. */
char *fake_home_rooms(void);
/* Writes a new record, or one anew, as linking does; @link: transfer none. */
void fake_home_store(const char *link, const char *room);
/* Another program changed the store: @link is gone from it (NULL: it is not), and who watches hears
 * of it. */
void fake_home_changed(const char *link);

/* One more entry of the history, behind the others. @ago_s: -1: nobody knows when. */
void fake_home_note_refusal(const char *room, ProvReason reason, uint64_t n, int64_t ago_s);
void fake_home_clear_history(void);

/* That of the camera in @room; NULL: there is none. Borrowed. */
const char *fake_home_link_of(const char *room);

G_END_DECLS

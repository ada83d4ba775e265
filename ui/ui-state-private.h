/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-state.h"

G_BEGIN_DECLS

#define S          INT64_C(1000000)
#define LATCH_US   (5 * S) /* a refusal can be read at least this long */
#define RETRY_US   (5 * S) /* between two presses of "Try again" that count */
#define N_EPISODES 3       /* within ten minutes: the refusal stays until "Try again" */

typedef enum {
    LATCH_NONE = 0,
    LATCH_REFUSED,
    LATCH_LINK_AGAIN,
} Latch;

struct UiState {
    UiProfile profile;

    /* the refusal on the screen */
    Latch latch;
    int64_t latched_us;
    bool held;          /* too many episodes: only "Try again" ends it */
    bool retry_pending; /* pressed before it could have been read */
    UiCase words;
    ProvVerdict verdict;
    char *other_room;
    char *detail;
    int64_t episodes[N_EPISODES]; /* when the newest ones began */
    unsigned n_episodes;
    bool in_episode;

    /* what was admitted */
    bool open;         /* frames may be presented */
    unsigned n_run;    /* admitted in a row */
    unsigned n_needed; /* in a row, before frames are presented again */
    int64_t unit_us;
    int64_t live_until_us;
    bool wall_trusted;
    int64_t wall_offset_us; /* wall clock = CLOCK_BOOTTIME + this */

    /* the newest frame that was presented */
    bool has_frame;
    int64_t frame_us;
    bool has_capture;
    int64_t capture_us;

    /* trouble that is nobody's refusal */
    bool no_picture;
    bool hub_problem;
    bool decoder_failed;
    ClientTrouble trouble;
    int64_t since_us;
    bool retried;
    int64_t retried_us;
};

/* What ends by the passing of time alone, ends. */
void ui_state_advance(UiState *self, int64_t now);

G_END_DECLS

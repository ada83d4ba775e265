/* SPDX-License-Identifier: Apache-2.0 */
/*
 * False alarms, by number: an honest camera lives through days of virtual time (power cuts, new
 * keys, gaps, late deliveries, a hub that joins anew and may know no time), and nothing of it is
 * refused. usage: test-many-authentic [--units N]
 */
#include "tests/unit/days.h"

#define KEY_LIFE_US (20 * 3600 * (int64_t)G_USEC_PER_SEC) /* the camera makes a new key in time */
#define LONGEST_GAP 400                                   /* units */

static unsigned n_units;

/* What happens to an honest camera between two units. Returns how many were lost. */
static unsigned
live_on(Days *self)
{
    unsigned missing = 0;
    DaysCamera *camera = &self->front;
    int64_t age_us = camera->clock_us - camera->session->created_at_us;

    if (days_one_in(self, 300)) { /* power cut */
        camera->clock_us += days_some_seconds(self, 3, 3600);
        days_camera_boot(self, camera);
    } else if (age_us > KEY_LIFE_US || (age_us > 2 * G_USEC_PER_SEC && days_one_in(self, 2000))) {
        days_camera_boot(self, camera);
    }
    if (days_one_in(self, 500))
        days_hub_joins(self);
    if (days_one_in(self, 40)) { /* lost on the way */
        for (int n = g_rand_int_range(self->rand, 1, LONGEST_GAP); n > 0; n--, missing++)
            days_camera_advance(camera, self->gops[1]);
    }
    return missing;
}

static void
test_authentic(Days *self, G_GNUC_UNUSED gconstpointer data)
{
    unsigned missing = 0;

    days_hub_joins(self); /* the rest is chance; this and a reboot are not */
    days_admit_next(self);
    self->front.clock_us += days_some_seconds(self, 3, 3600);
    days_camera_boot(self, &self->front);
    for (unsigned i = 0; i < n_units; i++) {
        missing += live_on(self);
        days_admit_next(self);
    }
    g_test_message("figure: authentic=%u refused=0 sessions=%u joins=%u missing=%u hours=%.0f",
                   n_units, self->n_sessions, self->n_joins, missing,
                   (double)(self->front.clock_us - WORLD_NOW_US) / G_USEC_PER_SEC / 3600);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    n_units = days_read_units(argc, argv, 2000);
    g_test_add("/many/authentic", Days, NULL, days_set_up, test_authentic, days_tear_down);
    return g_test_run();
}

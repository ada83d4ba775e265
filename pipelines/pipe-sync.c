/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-sync.h"

/* Pictures come onto the screen a little early and late; within this the sound stays as it is. */
#define JITTER_US (100 * 1000)

void
pipe_sync_show(PipeSync *self, int64_t capture_us, int64_t now_us)
{
    int64_t offset_us = now_us - capture_us;

    if (!self->on || ABS(offset_us - self->offset_us) > JITTER_US)
        self->offset_us = offset_us;
    self->on = true;
    self->shown_us = now_us;
    self->capture_us = capture_us;
}

void
pipe_sync_blank(PipeSync *self)
{
    *self = (PipeSync){ 0 };
}

PipeSyncAnswer
pipe_sync_ask(const PipeSync *self, int64_t capture_us, int64_t now_us, int64_t *at_us)
{
    *at_us = INT64_MAX;
    if (!self->on)
        return PIPE_SYNC_WAIT;
    /* A picture that stands still takes its sound with it. */
    if (now_us - self->shown_us > PIPE_SYNC_MAX_SHIFT_US)
        return PIPE_SYNC_WAIT;
    *at_us = capture_us + self->offset_us;
    if (*at_us < now_us)
        return PIPE_SYNC_MISSED;
    if (*at_us - now_us > PIPE_SYNC_LEAD_US) {
        *at_us -= PIPE_SYNC_LEAD_US;
        return PIPE_SYNC_WAIT;
    }
    if (ABS(capture_us - self->capture_us) > PIPE_SYNC_MAX_SHIFT_US) {
        *at_us = INT64_MAX;
        return PIPE_SYNC_WAIT;
    }
    return PIPE_SYNC_PLAY;
}

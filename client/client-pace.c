/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-pace.h"

#define MIN_TROUBLE_MS  500
#define MIN_INIT_MS     2000
#define MAX_MS          8000
#define MAX_RECENT_MS   2500 /* two requests each, playlist and nonce: less than one a second */
#define RECENT_US       (INT64_C(60) * G_USEC_PER_SEC)
#define SHARE_OF_CHANCE 4

void
client_pace_begin(ClientPace *self, int64_t now_us)
{
    *self = (ClientPace){ .looked_us = now_us };
}

guint
client_pace_after_trouble(ClientPace *self, int64_t now_us, uint32_t chance)
{
    const bool recent = now_us - self->looked_us < RECENT_US;

    self->trouble_ms = CLAMP(self->trouble_ms * 2, MIN_TROUBLE_MS, recent ? MAX_RECENT_MS : MAX_MS);
    return self->trouble_ms + chance % (self->trouble_ms / SHARE_OF_CHANCE);
}

guint
client_pace_after_init(ClientPace *self)
{
    self->init_ms = CLAMP(self->init_ms * 2, MIN_INIT_MS, MAX_MS);
    return self->init_ms;
}

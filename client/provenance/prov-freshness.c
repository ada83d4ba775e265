/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-freshness.h"

#include <string.h>

#define MAX_BOUND_US (INT64_C(15) * G_USEC_PER_SEC)

void
prov_freshness_expect(ProvFreshness *self, const uint8_t nonce[PROV_NONCE_LEN], int64_t sent_us)
{
    memcpy(self->posted[self->next].nonce, nonce, PROV_NONCE_LEN);
    self->posted[self->next].sent_us = sent_us;
    self->posted[self->next].waiting = true;
    self->next = (self->next + 1) % PROV_FRESHNESS_MAX_NONCES;
}

bool
prov_freshness_find(const ProvFreshness *self,
                    const ProvReader *nonces,
                    size_t n_nonces,
                    int64_t *sent_us)
{
    bool found = false;

    for (size_t i = 0; i < n_nonces; i++) {
        for (size_t j = 0; j < PROV_FRESHNESS_MAX_NONCES; j++) {
            if (!self->posted[j].waiting
                || !prov_reader_equals(nonces[i], self->posted[j].nonce, PROV_NONCE_LEN))
                continue;
            *sent_us = found ? MAX(*sent_us, self->posted[j].sent_us) : self->posted[j].sent_us;
            found = true;
        }
    }
    return found;
}

int64_t
prov_freshness_bound_us(int64_t unit_us)
{
    if (unit_us >= MAX_BOUND_US)
        return MAX_BOUND_US;
    return MIN(3 * unit_us + 4 * G_USEC_PER_SEC, MAX_BOUND_US);
}

int64_t
prov_freshness_live_until(const ProvVerdict *verdict, int64_t unit_us, const ProvClock *now)
{
    int64_t bound = prov_freshness_bound_us(unit_us), until = 0;

    if (now->trust == PROV_CLOCK_TRUSTED && verdict->has_capture)
        until = now->boot_us + bound - (now->wall_us - verdict->capture_us);
    if (verdict->echo_sent_us > 0)
        until = MAX(until, verdict->echo_sent_us + bound);
    return MAX(until, 0);
}

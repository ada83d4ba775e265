/* SPDX-License-Identifier: Apache-2.0 */
/* What client-run.c calls where no test of it alone asks what comes of it. */
#include "client/client-guard.h"
#include "client/client-home.h"

const char *
client_home_find_signer(G_GNUC_UNUSED const ClientHome *self,
                        G_GNUC_UNUSED const char *link,
                        G_GNUC_UNUSED const uint8_t pin[32])
{
    return NULL;
}

void
client_guard_free(G_GNUC_UNUSED ClientGuard *self)
{
}

void
client_guard_admitted(G_GNUC_UNUSED ClientGuard *self, G_GNUC_UNUSED const ProvVerdict *verdict)
{
}

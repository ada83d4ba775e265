/* SPDX-License-Identifier: Apache-2.0 */
#include "client/source.h"

const char *
client_trouble_name(ClientTrouble trouble)
{
    static const char *const names[] = {
        [CLIENT_TROUBLE_NONE] = "none",
        [CLIENT_TROUBLE_ADDRESS_REFUSED] = "address-refused",
        [CLIENT_TROUBLE_TLS_FAILED] = "tls-failed",
        [CLIENT_TROUBLE_HTTP_FAILED] = "http-failed",
        [CLIENT_TROUBLE_TIMED_OUT] = "timed-out",
        [CLIENT_TROUBLE_TOO_LARGE] = "too-large",
        [CLIENT_TROUBLE_BAD_PLAYLIST] = "bad-playlist",
        [CLIENT_TROUBLE_BAD_STORE] = "bad-store",
    };

    return (size_t)trouble < G_N_ELEMENTS(names) ? names[trouble] : "none";
}

void
client_unit_clear(ClientUnit *self)
{
    g_clear_pointer(&self->init, g_bytes_unref);
    g_clear_pointer(&self->segment, g_bytes_unref);
    g_clear_pointer(&self->detail, g_free);
    self->trouble = CLIENT_TROUBLE_NONE;
}

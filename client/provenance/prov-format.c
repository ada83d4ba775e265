/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-format.h"

void
prov_format_clear_init(ProvInitFacts *self)
{
    prov_identity_clear(&self->identity);
    prov_session_key_clear_all(&self->keys);
    g_clear_pointer(&self->session, g_free);
    g_clear_pointer(&self->bytes, g_bytes_unref);
    *self = (ProvInitFacts){ 0 };
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-mark.h"

void
prov_mark_free(ProvMark *self)
{
    if (self == NULL)
        return;

    for (size_t i = 0; i < PROV_MARK_LEFT; i++)
        g_free(self->left[i]);
    g_free(self->session);
    g_free(self);
}

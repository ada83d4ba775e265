/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-children.h"

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_CONTAINER, detail);
}

bool
prov_children_read(ProvReader payload,
                   const ProvChild *children,
                   size_t n,
                   ProvReader *out,
                   ProvVerdict *verdict)
{
    bool seen[PROV_MAX_CHILDREN] = { false };

    while (payload.len > 0) {
        ProvBox box;
        size_t i = 0;

        if (!prov_bmff_next(&payload, &box))
            return refuse(verdict, "a box inside the moov goes past its end");
        while (i < n && !prov_bmff_is(&box, children[i].type))
            i++;
        if (i == n)
            return refuse(verdict, "the moov holds a box outside the profile");
        if (seen[i])
            return refuse(verdict, "the moov holds a box twice, or a second track");
        seen[i] = true;
        out[i] = box.payload;
    }
    for (size_t i = 0; i < n; i++) {
        if (children[i].required && !seen[i])
            return refuse(verdict, "the moov lacks a box");
        if (!seen[i])
            out[i] = (ProvReader){ 0 };
    }
    return true;
}

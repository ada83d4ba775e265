/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-bmff.h"

/* One kind of box that a container inside the moov may hold; each comes at most once. */
typedef struct {
    const char *type;
    bool required;
} ProvChild;

#define PROV_MAX_CHILDREN 10

/*
 * Splits @payload into the known children's payloads, by their index in @children; one that may be
 * missing and is has no data. Anything else refuses with bad-container.
 */
bool prov_children_read(ProvReader payload,
                        const ProvChild *children,
                        size_t n,
                        ProvReader *out,
                        ProvVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

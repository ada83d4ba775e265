/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-cbor.h"

/*
 * RFC 3339 with upper-case T and Z or an offset of less than 24 hours, years 1970 to 9999; a leap
 * second counts as the second after. Microseconds since 1970.
 */
bool prov_time_from_rfc3339(ProvReader text, int64_t *out_us) G_GNUC_WARN_UNUSED_RESULT;

/* A CWT NumericDate (RFC 8392): seconds since 1970, integer or float, not negative, before the year
 * 10000. */
bool prov_time_from_numeric(const ProvCborItem *item, int64_t *out_us) G_GNUC_WARN_UNUSED_RESULT;

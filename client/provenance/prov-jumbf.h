/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-reader.h"

/* A view of one JUMBF superbox (ISO/IEC 19566-5), as wire-format.md bounds it. */
typedef struct {
    char type[4];       /* four characters of the content type UUID, "c2ma" */
    ProvReader label;   /* without its NUL */
    bool salted;        /* a c2sh box of 16 or 32 bytes follows the label */
    ProvReader content; /* the boxes after the description box */
    ProvReader hashed;  /* all but the superbox's own 8-byte header: what a hashed-uri covers */
} ProvJumbf;

/* The next superbox; false when it isn't one. A failed read changes nothing. */
bool prov_jumbf_next(ProvReader *self, ProvJumbf *out) G_GNUC_WARN_UNUSED_RESULT;

/* The one content box of @type that fills @content. */
bool prov_jumbf_only_content(ProvReader content, const char *type, ProvReader *payload)
    G_GNUC_WARN_UNUSED_RESULT;

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-clock.h"
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What ownview-verify was asked: who is expected, what time it is, and which files. */
typedef struct {
    ProvExpectation *expectation;
    bool has_now;
    int64_t now_us;    /* --now, microseconds since 1970 */
    bool human;        /* a table for people instead of JSON */
    char *explanation; /* of --explain: to be printed, and nothing judged. NULL: not asked */
    char *receipt;     /* of --receipt: to be checked against the anchors. NULL: not asked */
    char **files;      /* init first, then segments; at least one, unless @receipt */
} VerifyOptions;

void verify_options_clear(VerifyOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VerifyOptions, verify_options_clear)

/* Reads the command line. Errors: one sentence for standard error, exit status 2. @out must be
 * zero. */
bool verify_options_parse(int argc, char **argv, VerifyOptions *out, GError **error);

G_END_DECLS

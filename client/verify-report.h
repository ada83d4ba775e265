/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-verdict.h"

#include <glib.h>

/*
 * One line of JSON for one judged file, newline included; every key always there, null for unknown
 * (wire-format.md, "ownview-verify"). Transfer full.
 */
char *verify_report_line(const char *path, bool is_init, const ProvVerdict *verdict);

/* RFC 3339 in UTC with milliseconds, rounded down; NULL beyond the year 9999. Transfer full. */
char *verify_report_time(int64_t us);

/* The stable names of the notes in @notes (ProvNote bits). Transfer full. */
char **verify_report_notes(unsigned notes);

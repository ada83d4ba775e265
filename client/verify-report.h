/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-verdict.h"

/*
 * One line of JSON for one judged file, newline included; every key always there, null for unknown
 * (wire-format.md, "ownview-verify"). Transfer full.
 */
char *verify_report_line(const char *path, bool is_init, const ProvVerdict *verdict);

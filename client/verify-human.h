/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-verdict.h"

/* The verdicts as a table for people: unit, capture time, verdict, why. */
typedef struct {
    int name_width; /* characters */
    size_t n_admitted;
    size_t n_refused;
} VerifyHuman;

/* @text as a terminal may be given it: what does not print is a question mark. Transfer full. */
char *verify_human_harmless(const char *text);

/* Columns wide enough for the names in @paths; the table's head. Transfer full. */
char *verify_human_begin(VerifyHuman *self, char **paths);
/* One unit's line; what a file's name says is made harmless for a terminal. Transfer full. */
char *verify_human_line(VerifyHuman *self, const char *path, const ProvVerdict *verdict);
/* How many of each, and where to read on. Transfer full. */
char *verify_human_end(const VerifyHuman *self);

/*
 * "12 of 300" on standard error while standard output goes elsewhere: only when standard error is a
 * terminal, and only for long input. @done == @total takes the line away.
 */
void verify_human_progress(size_t done, size_t total);

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-cbor.h"

G_BEGIN_DECLS

typedef enum {
    RIG_LIST_NONE = 0, /* in the store, named by nobody */
    RIG_LIST_CREATED,
    RIG_LIST_GATHERED,
    RIG_LIST_BOTH,
} RigList;

/* One assertion and how the claim names it. */
typedef struct {
    char *label; /* in its box */
    char *type;  /* first four characters of its type UUID, and its content box: "cbor", "json" */
    GBytes *content; /* content of the content box */
    GBytes *salt;    /* NULL: none */
    RigList list;
    char *url;       /* in the claim; NULL: made from @label */
    GBytes *hash;    /* in the claim; NULL: the right one */
    char *alg;       /* in the hashed-uri; NULL: none */
    bool box_absent; /* named, but not in the store */
} RigAssertion;

RigAssertion *
rig_assertion_new(const char *label, GBytes *content, RigList list); /* consumes @content */
RigAssertion *rig_assertion_copy(const RigAssertion *self);
void rig_assertion_free(RigAssertion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigAssertion, rig_assertion_free)

/* The superbox as it stands in an assertion store. */
GBytes *rig_assertion_box(const RigAssertion *self);
/* {url, hash, alg} as it stands in the claim. */
GBytes *rig_assertion_hashed_uri(const RigAssertion *self);

G_END_DECLS

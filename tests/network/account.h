/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-admission.h"
#include "tests/network/rig-child.h"

G_BEGIN_DECLS

/*
 * An exact account of one camera's media: what came through to the viewer and what was admitted, by
 * the hash of its bytes, against the rig's own log of whose they are. Thread-safety: safe.
 */
typedef struct Account Account;

Account *account_new(void);
void account_free(Account *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Account, account_free)

/* @path: that was asked for; playlists and what is posted are passed over. */
void account_deliver(Account *self, const char *path, GByteArray *body);
void account_admit(Account *self, const ProvAdmission *admission);

/* Whose the rig's objects are: a table of their hashes, to which account_learn() adds. */
GHashTable *account_owners_new(void);
void account_learn(GHashTable *owners, RigChild *rig);

typedef struct {
    guint own_segments; /* different ones that came */
    guint own_admitted; /* of those */
    guint foreign;      /* that came, init segments too, each time */
    guint altered;      /* that came as no camera made them, or that are no media */
    guint admitted;     /* different segments */
    guint bad_admitted; /* of those: not wholly the camera's own */
} AccountSum;

AccountSum account_sum(Account *self, GHashTable *owners, const char *slug);

G_END_DECLS

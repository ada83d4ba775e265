/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/provenance/prov-identity.h"

G_BEGIN_DECLS

/* One maker's trust anchors. Owned by its holder. */
typedef struct {
    char *name;         /* as in CameraRecord.maker */
    GPtrArray *anchors; /* of GBytes, one DER certificate each */
} CameraLinkMaker;

/* @name is copied, @anchors referenced. */
CameraLinkMaker *camera_link_maker_new(const char *name, GPtrArray *anchors);
void camera_link_maker_free(CameraLinkMaker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraLinkMaker, camera_link_maker_free)

/* What a camera's answer is held against. All borrowed for the call. */
typedef struct {
    const GPtrArray *makers;  /* of CameraLinkMaker */
    GPtrArray *crls;          /* of GBytes, DER; NULL: none */
    const GPtrArray *records; /* of CameraRecord: every link of this home */
    const char *again; /* id of the link that this one replaces ("link again"); NULL: a new one */
    ProvClock now;
} CameraLinkTrust;

/*
 * The record of @records that has @key, as its pin or as its device key; NULL when there is none.
 * Borrowed.
 */
const CameraRecord *camera_link_find_key(const GPtrArray *records,
                                         const uint8_t key[CAMERA_KEY_LEN]);

/*
 * The record other than @again (may be NULL) that has the device key, or the maker's serial, of a
 * camera to be linked (SUB-11); NULL when there is none. Borrowed.
 */
const CameraRecord *camera_link_find_duplicate(const GPtrArray *records,
                                               const char *again,
                                               const uint8_t device[CAMERA_KEY_LEN],
                                               const char *maker,
                                               const char *serial);

/*
 * The maker in whose anchors @identity's chain ends, after demo rule, profile, path, validity and
 * revocation; its name is borrowed from @trust. NULL with the reason in @verdict: of many makers'
 * the one of a maker that knows the chain.
 */
const char *camera_link_find_maker(ProvCrypto *crypto,
                                   const ProvIdentity *identity,
                                   const CameraLinkTrust *trust,
                                   ProvChainFacts *facts,
                                   ProvVerdict *verdict);

G_END_DECLS

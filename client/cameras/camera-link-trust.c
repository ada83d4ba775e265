/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-link-trust.h"

#include <string.h>

CameraLinkMaker *
camera_link_maker_new(const char *name, GPtrArray *anchors)
{
    CameraLinkMaker *self = g_new0(CameraLinkMaker, 1);

    self->name = g_strdup(name);
    self->anchors = g_ptr_array_ref(anchors);
    return self;
}

void
camera_link_maker_free(CameraLinkMaker *self)
{
    if (self == NULL)
        return;
    g_free(self->name);
    g_ptr_array_unref(self->anchors);
    g_free(self);
}

const CameraRecord *
camera_link_find_key(const GPtrArray *records, const uint8_t key[CAMERA_KEY_LEN])
{
    for (guint i = 0; i < records->len; i++) {
        const CameraRecord *record = g_ptr_array_index(records, i);

        if (memcmp(record->pin, key, CAMERA_KEY_LEN) == 0
            || memcmp(record->device, key, CAMERA_KEY_LEN) == 0)
            return record;
    }
    return NULL;
}

const CameraRecord *
camera_link_find_duplicate(const GPtrArray *records,
                           const char *again,
                           const uint8_t device[CAMERA_KEY_LEN],
                           const char *maker,
                           const char *serial)
{
    for (guint i = 0; i < records->len; i++) {
        const CameraRecord *record = g_ptr_array_index(records, i);

        if (g_strcmp0(record->id, again) == 0)
            continue;
        if (memcmp(record->pin, device, CAMERA_KEY_LEN) == 0
            || memcmp(record->device, device, CAMERA_KEY_LEN) == 0
            || (strcmp(record->maker, maker) == 0 && strcmp(record->serial, serial) == 0))
            return record;
    }
    return NULL;
}

const char *
camera_link_find_maker(ProvCrypto *crypto,
                       const ProvIdentity *identity,
                       const CameraLinkTrust *trust,
                       ProvChainFacts *facts,
                       ProvVerdict *verdict)
{
    /* without anchors: what holds of every signer, whoever made it */
    g_autoptr(ProvExpectation) anybody = prov_expectation_new();

    anybody->demo = OWNVIEW_DEMO;
    if (!prov_identity_check(crypto, identity, anybody, &trust->now, verdict))
        return NULL;
    for (guint i = 0; i < trust->makers->len; i++) {
        const CameraLinkMaker *maker = g_ptr_array_index(trust->makers, i);
        ProvVerdict attempt = { 0 };

        if (prov_chain_check(crypto, identity->leaf, identity->issuer, maker->anchors, trust->crls,
                             &trust->now, &attempt, facts))
            return maker->name;
        if (attempt.reason != PROV_REASON_UNTRUSTED_ANCHOR)
            prov_verdict_refuse(verdict, attempt.reason, attempt.detail);
    }
    prov_verdict_refuse(verdict, PROV_REASON_UNTRUSTED_ANCHOR,
                        "it comes from no maker that is known here");
    return NULL;
}

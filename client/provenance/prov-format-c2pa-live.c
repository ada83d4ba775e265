/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-claim.h"
#include "client/provenance/prov-format.h"

#include <string.h>

/* The parts of an init segment that are read before anything is proven. */
typedef struct {
    ProvInitLayout layout;
    ProvManifest manifest;
    ProvClaim claim;
} Shapes;

/* The claim signature, by the leaf's key over the claim's bytes (C2PA 2.4, section 13.2). */
static bool
check_claim_signature(ProvCrypto *crypto,
                      const Shapes *shapes,
                      const ProvIdentity *identity,
                      unsigned algorithms,
                      ProvVerdict *verdict)
{
    g_autoptr(ProvKey) key = prov_certificate_get_key(identity->leaf, crypto);
    g_autoptr(GByteArray) message = NULL;
    ProvAlg alg = prov_cose_get_alg(&shapes->claim.signature);

    if (key == NULL)
        return prov_verdict_refuse(verdict, PROV_REASON_CERTIFICATE_PROFILE,
                                   "the signing certificate's key is of no kind in the profile");
    if (alg == PROV_ALG_NONE || alg != prov_signature_key_get_alg(key) || (alg & algorithms) == 0)
        return prov_verdict_refuse(verdict, PROV_REASON_ALGORITHM,
                                   "the claim signature's algorithm is not the certificate's");
    message = prov_cose_to_be_signed(&shapes->claim.signature, shapes->manifest.claim);
    return prov_signature_holds(crypto, key, (ProvReader){ message->data, message->len },
                                shapes->claim.signature.signature)
           || prov_verdict_refuse(verdict, PROV_REASON_BAD_SIGNATURE,
                                  "the claim signature does not hold");
}

static bool
check_hashes(ProvCrypto *crypto, const Shapes *shapes, ProvVerdict *verdict)
{
    if (!prov_claim_check_hashes(crypto, &shapes->claim, &shapes->manifest, verdict))
        return false;
    return prov_bmff_hash_matches(crypto, &shapes->claim.content, &shapes->layout.boxes)
           || prov_verdict_refuse(verdict, PROV_REASON_BAD_MANIFEST,
                                  "the init segment is not the one that was signed");
}

static void
note_signer(const ProvIdentity *identity, ProvVerdict *verdict)
{
    verdict->has_signer = true;
    memcpy(verdict->signer, prov_certificate_get_spki_sha256(identity->leaf),
           sizeof verdict->signer);
}

/*
 * Not the selected key. The answer is wrong-camera, or identity-changed for the linked camera's own
 * new key; what else is wrong with a stranger's stream is not said. That it proves who it is
 * decides only whether "this is {other}" may be shown.
 */
static bool
refuse_stranger(ProvCrypto *crypto,
                const Shapes *shapes,
                const ProvIdentity *identity,
                const ProvExpectation *expectation,
                const ProvClock *now,
                ProvVerdict *verdict)
{
    ProvVerdict aside = { 0 };

    if (check_claim_signature(crypto, shapes, identity, PROV_ALG_ALL, &aside)) {
        note_signer(identity, verdict);
        verdict->signer_proven = check_hashes(crypto, shapes, &aside);
        if (prov_identity_is_renewed(crypto, identity, expectation, now))
            return prov_verdict_refuse(verdict, PROV_REASON_IDENTITY_CHANGED,
                                       "the linked camera signs with a new key");
    }
    return prov_verdict_refuse(verdict, PROV_REASON_WRONG_CAMERA,
                               "the stream is signed by another camera than the selected one");
}

static bool
read_shapes(ProvReader file, Shapes *out, ProvVerdict *verdict)
{
    return prov_bmff_read_init(file, &out->layout, verdict)
           && prov_manifest_read(out->layout.store, &out->manifest, verdict)
           && prov_claim_read(&out->manifest, &out->claim, verdict);
}

static bool
read_session_keys(ProvCrypto *crypto,
                  const Shapes *shapes,
                  const ProvExpectation *expectation,
                  ProvInitFacts *out,
                  ProvVerdict *verdict)
{
    ProvReader cbor;

    if (!prov_manifest_find(&shapes->manifest, "c2pa.session-keys", &cbor))
        return prov_verdict_refuse(verdict, PROV_REASON_BAD_MANIFEST,
                                   "the session keys' assertion holds no CBOR");
    return prov_session_key_read_all(crypto, cbor, out->identity.leaf_der, expectation->algorithms,
                                     &out->keys, verdict);
}

/* In the order of attacks.md, "Evaluation order". */
static bool
judge_init(ProvCrypto *crypto,
           GBytes *init,
           const ProvExpectation *expectation,
           const ProvClock *now,
           ProvInitFacts *out,
           ProvVerdict *verdict)
{
    g_autofree Shapes *shapes = g_new0(Shapes, 1);
    ProvReader file = prov_reader_from_bytes(init);

    out->bytes = g_bytes_ref(init);
    if (!read_shapes(file, shapes, verdict)
        || !prov_identity_read(crypto, &shapes->claim.signature, &out->identity, verdict))
        return false;

    if (!prov_identity_is_selected(&out->identity, expectation))
        return refuse_stranger(crypto, shapes, &out->identity, expectation, now, verdict);
    verdict->selected = expectation->pins->len > 0;
    if (!prov_identity_check(crypto, &out->identity, expectation, now, verdict)
        || !check_claim_signature(crypto, shapes, &out->identity, expectation->algorithms, verdict))
        return false;
    note_signer(&out->identity, verdict);
    if (!check_hashes(crypto, shapes, verdict))
        return false;
    verdict->signer_proven = true;

    out->session = g_strndup((const char *)shapes->manifest.label.data, shapes->manifest.label.len);
    return read_session_keys(crypto, shapes, expectation, out, verdict)
           && prov_track_read(file, shapes->layout.moov, expectation->media, &out->track, verdict)
           && prov_session_key_check_any_current(&out->keys, now, verdict);
}

/* The session key that the header names, of the session it names. */
static bool
find_key(const ProvVsi *vsi,
         const ProvInitFacts *init,
         const ProvSessionKey **key,
         ProvVerdict *verdict)
{
    *key = vsi->has_kid ? prov_session_key_find(&init->keys, vsi->kid) : NULL;
    if (*key == NULL)
        return prov_verdict_refuse(verdict, PROV_REASON_UNKNOWN_SESSION_KEY,
                                   "the signed header names no session key of this init segment");
    if (!vsi->has_manifest_id || !prov_reader_is(vsi->manifest_id, init->session))
        return prov_verdict_refuse(verdict, PROV_REASON_WRONG_SESSION,
                                   "the signed header is of another session");
    if (vsi->alg != prov_signature_key_get_alg((*key)->key))
        return prov_verdict_refuse(verdict, PROV_REASON_ALGORITHM,
                                   "the signed header's algorithm is not its session key's");
    return true;
}

static bool
check_vsi_signature(ProvCrypto *crypto,
                    const ProvVsi *vsi,
                    const ProvKey *key,
                    ProvVerdict *verdict)
{
    g_autoptr(GByteArray) message = prov_cose_to_be_signed(&vsi->cose, vsi->cose.payload);

    if (!prov_signature_holds(crypto, key, (ProvReader){ message->data, message->len },
                              vsi->cose.signature))
        return prov_verdict_refuse(verdict, PROV_REASON_BAD_SIGNATURE,
                                   "the signed header's signature does not hold");

    verdict->has_sequence = true;
    verdict->sequence = vsi->sequence;
    verdict->has_capture = vsi->has_capture;
    verdict->capture_us = vsi->capture_us;
    return true;
}

/* The emsg's own fields are in no hash: they must say what the media says (HDR-13). */
static bool
check_emsg_fields(const ProvVsi *vsi,
                  const ProvInitFacts *init,
                  const ProvSamples *samples,
                  ProvVerdict *verdict)
{
    if (vsi->timescale != init->track.track.timescale || vsi->duration != samples->duration)
        return prov_verdict_refuse(verdict, PROV_REASON_BAD_HEADER,
                                   "the signed header's box contradicts the media's timing");
    return true;
}

static bool
judge_segment(ProvCrypto *crypto,
              ProvReader segment,
              const ProvInitFacts *init,
              const ProvExpectation *expectation,
              ProvSegmentFacts *out,
              ProvVerdict *verdict)
{
    g_autofree ProvSegmentLayout *layout = g_new0(ProvSegmentLayout, 1);
    ProvVsi vsi;

    if (!prov_bmff_read_segment(segment, layout, verdict)
        || !prov_vsi_read(layout->emsg, &vsi, verdict) || !find_key(&vsi, init, &out->key, verdict)
        || !check_vsi_signature(crypto, &vsi, out->key->key, verdict))
        return false;
    if (!prov_bmff_hash_matches(crypto, &vsi.content, &layout->boxes))
        return prov_verdict_refuse(verdict, PROV_REASON_CONTENT_CHANGED,
                                   "the segment is not the one that was signed");
    if (expectation->signed_time && !vsi.has_capture)
        return prov_verdict_refuse(verdict, PROV_REASON_BAD_HEADER,
                                   "this camera signs its capture time, and here it is missing");
    if (!prov_samples_read(segment, layout, &init->track, &out->samples, verdict)
        || !check_emsg_fields(&vsi, init, &out->samples, verdict))
        return false;

    out->sequence = vsi.sequence;
    out->has_capture = vsi.has_capture;
    out->capture_us = vsi.capture_us;
    memcpy(out->nonces, vsi.nonces, sizeof out->nonces);
    out->n_nonces = vsi.n_nonces;
    return true;
}

const ProvFormat prov_format_c2pa_live = {
    .name = "c2pa-live",
    .judge_init = judge_init,
    .judge_segment = judge_segment,
};

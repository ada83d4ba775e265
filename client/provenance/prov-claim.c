/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-claim.h"

#define MAX_PAD_LEN (32 * 1024) /* bytes of zeros beside the claim signature */
#define MAX_ATTACHED_LEN                                                                           \
    (16 * 1024) /* bytes of a time stamp or revocation info, which nobody reads */

#define DIGITAL_CAPTURE "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"

/* Where in the claim an assertion was named. */
typedef enum {
    LIST_NONE = 0,
    LIST_CREATED,
    LIST_GATHERED,
} List;

static bool
refuse(ProvVerdict *verdict, const char *detail)
{
    return prov_verdict_refuse(verdict, PROV_REASON_BAD_MANIFEST, detail);
}

/* "self#jumbf=" then relative, or absolute within this manifest; @path is what follows the
 * manifest. */
static bool
resolve_url(ProvReader url, ProvReader manifest_label, ProvReader *path)
{
    ProvReader part;

    if (!prov_reader_skip_text(&url, "self#jumbf="))
        return false;
    if (prov_reader_starts_with(url, "/")
        && (!prov_reader_skip_text(&url, "/c2pa/")
            || !prov_reader_take(&url, manifest_label.len, &part)
            || !prov_reader_same(part, manifest_label) || !prov_reader_skip_text(&url, "/")))
        return false;
    *path = url;
    return true;
}

/* Index of the assertion box that the URL names; n_assertions when there is none. */
static size_t
find_assertion(const ProvManifest *manifest, ProvReader url)
{
    ProvReader label;
    size_t i = 0;

    if (!resolve_url(url, manifest->label, &label)
        || !prov_reader_skip_text(&label, "c2pa.assertions/"))
        return manifest->n_assertions;
    while (i < manifest->n_assertions && !prov_reader_same(manifest->assertions[i].label, label))
        i++;
    return i;
}

/* hashed-uri {url, hash, alg?} (C2PA 2.4, section 8.4.1). */
static bool
read_hashed_uri(const ProvCborItem *entry,
                const ProvManifest *manifest,
                ProvHash fallback,
                List list,
                List *named,
                ProvClaim *out)
{
    ProvCborItem url, hash, alg;
    ProvHash algorithm = fallback;
    size_t i;

    if (entry->type != PROV_CBOR_MAP || !prov_cbor_get_text(entry, "url", PROV_CBOR_TEXT, &url)
        || !prov_cbor_get_text(entry, "hash", PROV_CBOR_BYTES, &hash))
        return false;
    if (prov_cbor_find_text(entry, "alg", &alg))
        algorithm = alg.type == PROV_CBOR_TEXT && !alg.chunked
                        ? prov_digest_hash_from_name(alg.content)
                        : PROV_HASH_NONE;
    i = find_assertion(manifest, url.content);
    if (i == manifest->n_assertions || named[i] != LIST_NONE || algorithm == PROV_HASH_NONE
        || hash.content.len != prov_digest_len(algorithm))
        return false;

    named[i] = list;
    out->assertions[i].hash = algorithm;
    out->assertions[i].expected = hash.content;
    return true;
}

/* C2PA 2.4, claim-map-v2: created and gathered; each assertion named once: ours (INI-26). */
static bool
read_list(const ProvCborItem *claim,
          const char *key,
          const ProvManifest *manifest,
          ProvHash fallback,
          List list,
          List *named,
          ProvClaim *out,
          ProvVerdict *verdict)
{
    ProvCborItem array, entry;

    if (!prov_cbor_find_text(claim, key, &array))
        return list == LIST_GATHERED || refuse(verdict, "the claim names no created assertions");
    if (array.type != PROV_CBOR_ARRAY)
        return refuse(verdict, "the claim's list of assertions can't be read");
    while (array.content.len > 0) {
        if (!prov_cbor_next(&array.content, &entry)
            || !read_hashed_uri(&entry, manifest, fallback, list, named, out))
            return refuse(verdict, "the claim names an assertion that is not there, or twice");
    }
    return true;
}

/* wire-format.md, "Claim" (INI-27). Which assertions there must be, may be once, and must not be;
 * and in which list. */
static bool
check_assertions(const ProvManifest *manifest, const List *named, ProvVerdict *verdict)
{
    bool bound = false, acted = false, keyed = false;

    for (size_t i = 0; i < manifest->n_assertions; i++) {
        ProvReader label = manifest->assertions[i].label;

        if (named[i] == LIST_NONE)
            return refuse(verdict, "the manifest holds an assertion that the claim does not name");
        if (prov_reader_is(label, "c2pa.hash.bmff.v3") && named[i] == LIST_CREATED)
            bound = true;
        else if (prov_reader_is(label, "c2pa.actions.v2") && named[i] == LIST_CREATED)
            acted = true;
        else if (prov_reader_is(label, "c2pa.session-keys"))
            keyed = true;
        else if (prov_reader_starts_with(label, "c2pa.hash.")
                 || prov_reader_starts_with(label, "c2pa.actions")
                 || prov_reader_starts_with(label, "c2pa.session-keys")
                 || prov_reader_starts_with(label, "c2pa.ingredient"))
            return refuse(verdict, "the manifest has a second hard binding, action list or key "
                                   "list, or an ingredient");
    }
    if (!bound)
        return refuse(verdict, "the manifest does not bind the init segment");
    if (!acted)
        return refuse(verdict, "the manifest does not say how it was created");
    return keyed || refuse(verdict, "the manifest has no session keys");
}

/* C2PA 2.4, section 18.10: the first action creates; other validators refuse its absence. */
static bool
check_actions(const ProvManifest *manifest, ProvVerdict *verdict)
{
    ProvReader cbor;
    ProvCborItem map, actions, first, action, source;

    if (!prov_manifest_find(manifest, "c2pa.actions.v2", &cbor)
        || !prov_cbor_parse(cbor, PROV_CBOR_LENIENT, &map)
        || !prov_cbor_get_text(&map, "actions", PROV_CBOR_ARRAY, &actions)
        || !prov_cbor_next(&actions.content, &first)
        || !prov_cbor_get_text(&first, "action", PROV_CBOR_TEXT, &action)
        || !prov_reader_is(action.content, "c2pa.created")
        || !prov_cbor_get_text(&first, "digitalSourceType", PROV_CBOR_TEXT, &source)
        || !prov_reader_is(source.content, DIGITAL_CAPTURE))
        return refuse(verdict, "the manifest does not begin with a capture");
    return true;
}

static bool
check_content_binding(const ProvManifest *manifest,
                      ProvHash fallback,
                      ProvClaim *out,
                      ProvVerdict *verdict)
{
    ProvReader cbor;
    ProvCborItem map;

    if (!prov_manifest_find(manifest, "c2pa.hash.bmff.v3", &cbor)
        || !prov_cbor_parse(cbor, PROV_CBOR_LENIENT, &map))
        return refuse(verdict, "the hard binding can't be read");
    return prov_bmff_hash_read(&map, PROV_BMFF_HASH_INIT, fallback, &out->content, verdict);
}

/* Beside the signature only what is in no hash and carries nothing for us: zeros, stamps (INI-28).
 */
static bool
check_unprotected(const ProvCose *signature, ProvVerdict *verdict)
{
    ProvReader content = signature->unprotected_map.content;
    ProvCborItem name, value;

    while (content.len > 0) {
        bool pad, attached;

        if (!prov_cbor_next(&content, &name) || !prov_cbor_next(&content, &value)
            || name.type != PROV_CBOR_TEXT)
            return refuse(verdict,
                          "the claim signature has an unprotected header of no known kind");
        pad = prov_reader_is(name.content, "pad") && value.type == PROV_CBOR_BYTES && !value.chunked
              && value.content.len <= MAX_PAD_LEN && prov_reader_all_zero(value.content);
        attached =
            (prov_reader_is(name.content, "sigTst2") || prov_reader_is(name.content, "rVals"))
            && value.encoded.len <= MAX_ATTACHED_LEN;
        if (!pad && !attached)
            return refuse(verdict,
                          "the claim signature has an unprotected header of no known kind");
    }
    return true;
}

/* Detached (C2PA 2.4, section 13.2). */
static bool
read_signature(const ProvManifest *manifest, ProvClaim *out, ProvVerdict *verdict)
{
    if (!prov_cose_parse(manifest->signature, PROV_CBOR_LENIENT, &out->signature)
        || out->signature.has_payload)
        return refuse(verdict, "the claim signature can't be read");
    return check_unprotected(&out->signature, verdict);
}

/* C2PA 2.4, claim-map-v2. The fields every claim has; @fallback is the claim's own algorithm, which
 * is sha256 unless written. */
static bool
read_fields(const ProvCborItem *claim, const ProvManifest *manifest, ProvHash *fallback)
{
    ProvCborItem item;
    ProvReader path;

    *fallback = PROV_HASH_SHA256;
    if (prov_cbor_find_text(claim, "alg", &item)) {
        if (item.type != PROV_CBOR_TEXT || item.chunked)
            return false;
        *fallback = prov_digest_hash_from_name(item.content);
    }
    if (prov_cbor_find_text(claim, "redacted_assertions", &item)
        && (item.type != PROV_CBOR_ARRAY || item.value != 0))
        return false;
    return *fallback != PROV_HASH_NONE
           && prov_cbor_get_text(claim, "instanceID", PROV_CBOR_TEXT, &item)
           && prov_cbor_get_text(claim, "claim_generator_info", PROV_CBOR_MAP, &item)
           && prov_cbor_get_text(claim, "signature", PROV_CBOR_TEXT, &item)
           && resolve_url(item.content, manifest->label, &path)
           && prov_reader_is(path, "c2pa.signature");
}

bool
prov_claim_read(const ProvManifest *manifest, ProvClaim *out, ProvVerdict *verdict)
{
    List named[PROV_MAX_ASSERTIONS] = { LIST_NONE };
    ProvCborItem claim;
    ProvHash fallback;

    *out = (ProvClaim){ 0 };
    if (!prov_cbor_parse(manifest->claim, PROV_CBOR_LENIENT, &claim) || claim.type != PROV_CBOR_MAP)
        return refuse(verdict, "the claim can't be read");
    if (!read_fields(&claim, manifest, &fallback))
        return refuse(verdict, "the claim lacks a field, or redacts");
    return read_list(&claim, "created_assertions", manifest, fallback, LIST_CREATED, named, out,
                     verdict)
           && read_list(&claim, "gathered_assertions", manifest, fallback, LIST_GATHERED, named,
                        out, verdict)
           && check_assertions(manifest, named, verdict) && check_actions(manifest, verdict)
           && check_content_binding(manifest, fallback, out, verdict)
           && read_signature(manifest, out, verdict);
}

bool
prov_claim_check_hashes(ProvCrypto *crypto,
                        const ProvClaim *self,
                        const ProvManifest *manifest,
                        ProvVerdict *verdict)
{
    for (size_t i = 0; i < manifest->n_assertions; i++) {
        if (!prov_digest_matches(crypto, self->assertions[i].hash, &manifest->assertions[i].hashed,
                                 1, self->assertions[i].expected))
            return refuse(verdict, "an assertion is not the one that was signed");
    }
    return true;
}

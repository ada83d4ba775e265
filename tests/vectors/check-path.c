/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge's path check alone, over other people's certificates: for test-public-chains.py. One
 * question a line on standard input, its fields set apart by tabs:
 *
 *   SECONDS  LEAF  ISSUER|-  ANCHOR[ ANCHOR…]|-  CRL[ CRL…]|-
 *
 * SECONDS since 1970 is what a trusted clock says. One answer a line on standard output: the path's
 * reason, the whole check's reason (profile and path), "stale" or "-", the path's sentence.
 */
#include "client/cameras/camera-pem.h"
#include "client/provenance/prov-identity.h"

#include <stdio.h>
#include <string.h>

#define N_FIELDS 5
#define MAX_LINE (64 * 1024)

/* One question, read. */
typedef struct {
    ProvClock now;
    GBytes *leaf;
    GBytes *issuer;     /* NULL: none */
    GPtrArray *anchors; /* of GBytes */
    GPtrArray *crls;    /* of GBytes; NULL: none */
} Question;

/* All of one label in a PEM file, or the DER file itself; kept in @files by path. */
static GPtrArray *
load(GHashTable *files, const char *path, const char *label)
{
    GPtrArray *found = g_hash_table_lookup(files, path);
    g_autofree char *text = NULL;
    g_autoptr(GBytes) bytes = NULL;
    gsize len;

    if (found != NULL)
        return found;
    if (!g_file_get_contents(path, &text, &len, NULL))
        g_error("%s can't be read", path);
    bytes = g_bytes_new_take(g_steal_pointer(&text), len);
    found = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (camera_pem_add(found, bytes, label) == 0)
        g_ptr_array_add(found, g_bytes_ref(bytes));
    g_hash_table_insert(files, g_strdup(path), found);
    return found;
}

static GPtrArray *
load_all(GHashTable *files, const char *paths, const char *label)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_auto(GStrv) split = g_strsplit(paths, " ", -1);

    for (size_t i = 0; strcmp(paths, "-") != 0 && split[i] != NULL; i++) {
        GPtrArray *found = load(files, split[i], label);

        for (guint j = 0; j < found->len; j++)
            g_ptr_array_add(all, g_bytes_ref(g_ptr_array_index(found, j)));
    }
    return all;
}

static GBytes *
load_one(GHashTable *files, const char *path)
{
    return strcmp(path, "-") == 0
               ? NULL
               : g_ptr_array_index(load(files, path, "CERTIFICATE"), 0); /* borrowed */
}

static void
question_clear(Question *self)
{
    g_clear_pointer(&self->anchors, g_ptr_array_unref);
    g_clear_pointer(&self->crls, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

/* No profile: whether the path holds, and whether the leaf is current. */
static void
check_path(ProvCrypto *crypto,
           const Question *question,
           ProvVerdict *verdict,
           ProvChainFacts *facts)
{
    g_autoptr(ProvCertificate) leaf =
        prov_certificate_new(crypto, prov_reader_from_bytes(question->leaf));
    g_autoptr(ProvCertificate) issuer =
        question->issuer != NULL
            ? prov_certificate_new(crypto, prov_reader_from_bytes(question->issuer))
            : NULL;

    if (leaf == NULL || (question->issuer != NULL && issuer == NULL))
        prov_verdict_refuse(verdict, PROV_REASON_TOO_LARGE,
                            "a certificate can't be read, or is larger than 4 KiB");
    else if (prov_chain_check(crypto, leaf, issuer, question->anchors, question->crls,
                              &question->now, verdict, facts)
             && prov_certificate_check_time(leaf, true, &question->now, verdict))
        verdict->reason = PROV_REASON_NONE;
}

/* What the product asks of a signer. */
static void
check_signer(ProvCrypto *crypto, const Question *question, ProvVerdict *verdict)
{
    g_autoptr(ProvExpectation) expectation = prov_expectation_new();
    g_auto(ProvIdentity) identity = { 0 };
    ProvReader der[PROV_MAX_CHAIN] = { prov_reader_from_bytes(question->leaf) };
    size_t n_der = 1;

    if (question->issuer != NULL)
        der[n_der++] = prov_reader_from_bytes(question->issuer);
    expectation->anchors = g_ptr_array_ref(question->anchors);
    expectation->crls = question->crls != NULL ? g_ptr_array_ref(question->crls) : NULL;
    if (prov_identity_read_chain(crypto, der, n_der, &identity, verdict)
        && prov_identity_check(crypto, &identity, expectation, &question->now, verdict))
        verdict->reason = PROV_REASON_NONE;
}

static void
answer(ProvCrypto *crypto, GHashTable *files, char *line)
{
    g_auto(GStrv) fields = g_strsplit(g_strchomp(line), "\t", -1);
    g_auto(Question) question = { 0 };
    ProvVerdict path = { 0 }, signer = { 0 };
    ProvChainFacts facts = { 0 };

    if (g_strv_length(fields) != N_FIELDS)
        g_error("%s: a question has five fields", line);
    question.now =
        (ProvClock){ PROV_CLOCK_TRUSTED, g_ascii_strtoll(fields[0], NULL, 10) * G_USEC_PER_SEC, 0 };
    question.leaf = load_one(files, fields[1]);
    question.issuer = load_one(files, fields[2]);
    question.anchors = load_all(files, fields[3], "CERTIFICATE");
    if (strcmp(fields[4], "-") != 0)
        question.crls = load_all(files, fields[4], "X509 CRL");
    check_path(crypto, &question, &path, &facts);
    check_signer(crypto, &question, &signer);
    printf("%s\t%s\t%s\t%s\n", prov_reason_name(path.reason), prov_reason_name(signer.reason),
           facts.revocation_stale ? "stale" : "-", path.detail != NULL ? path.detail : "-");
}

int
main(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(GHashTable) files =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_autofree char *line = g_malloc(MAX_LINE);

    while (fgets(line, MAX_LINE, stdin) != NULL)
        answer(crypto, files, line);
    return 0;
}

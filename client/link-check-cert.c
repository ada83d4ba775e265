/* SPDX-License-Identifier: Apache-2.0 */
#include "client/link-check-cert.h"

#include "client/cameras/camera-pem.h"
#include "client/client-clock.h"
#include "client/provenance/prov-identity.h"
#include "client/verify-input.h"
#include "client/verify-trust.h"

#include <stdio.h>

enum {
    EXIT_GOOD = 0,
    EXIT_REFUSED = 1,
    EXIT_UNUSABLE = 2
};

/* What was asked. */
typedef struct {
    ProvExpectation *expectation;
    ProvClock now;
    bool ca;
    GPtrArray *chain; /* of GBytes: DER */
} Question;

/* The raw words of the command line. */
typedef struct {
    char *anchors;
    char **crls;
    char *now;
    gboolean ca;
    char **files;
} Words;

static void
words_clear(Words *self)
{
    g_free(self->anchors);
    g_strfreev(self->crls);
    g_free(self->now);
    g_strfreev(self->files);
}

static void
question_clear(Question *self)
{
    g_clear_pointer(&self->expectation, prov_expectation_unref);
    g_clear_pointer(&self->chain, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

static bool
fail(GError **error, const char *message)
{
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return false;
}

static bool
parse_words(int argc, char **argv, Words *out, GError **error)
{
    const GOptionEntry entries[] = {
        { "anchors", 0, 0, G_OPTION_ARG_FILENAME, &out->anchors,
          "The maker's root; without it no chain is built", "FILE.pem" },
        { "crl", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &out->crls,
          "A certificate revocation list, PEM or DER; may be given more than once", "FILE" },
        { "ca", 0, 0, G_OPTION_ARG_NONE, &out->ca,
          "FILE is the maker's CA certificate, not a device's", NULL },
        { "now", 0, 0, G_OPTION_ARG_STRING, &out->now,
          "A trusted clock's reading instead of the system's, like 2026-11-22T06:00:00Z",
          "RFC3339" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &out->files, NULL, "FILE" },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_summary(
        context, "Says in one sentence whether a camera may sign with the device "
                 "certificate in FILE, and what its pin is, or\nwhat is wrong. FILE "
                 "is PEM, the device's certificate first, then the maker's CA; or "
                 "one certificate in DER.");
    g_option_context_set_description(
        context, "Exit status: 0 good, 1 not good, 2 usage or a file that can't be read.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, &argc, &argv, error);
}

/* The certificates of a PEM file; a file without one may be DER, which the judge will say. */
static GPtrArray *
read_chain(char **files, GError **error)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GPtrArray) read = verify_input_read(files, error);
    GBytes *file;
    gsize len;
    const guint8 *bytes;

    if (read == NULL)
        return NULL;
    file = g_ptr_array_index(read, 0);
    bytes = g_bytes_get_data(file, &len);
    if (camera_pem_add(chain, file, "CERTIFICATE") > 0)
        return g_steal_pointer(&chain);
    if (len > 0 && bytes[0] == 0x30) { /* SEQUENCE: what a certificate begins with */
        g_ptr_array_add(chain, g_bytes_ref(file));
        return g_steal_pointer(&chain);
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                "%s holds no certificate, neither PEM nor DER.", files[0]);
    return NULL;
}

static bool
parse(int argc, char **argv, Question *out, GError **error)
{
    g_auto(Words) words = { 0 };
    g_auto(Question) self = { .expectation = prov_expectation_new(), .now = client_clock_read() };

    if (!parse_words(argc, argv, &words, error))
        return false;
    if (words.files == NULL || words.files[1] != NULL)
        return fail(error, "Name one file with the certificate; --help tells more.");
    if (words.crls != NULL && words.anchors == NULL)
        return fail(error, "--crl needs --anchors, as a list is believed by its chain.");
    if (words.anchors != NULL && !verify_trust_add_anchors(self.expectation, words.anchors, error))
        return false;
    if (!verify_trust_add_crls(self.expectation, words.crls, error))
        return false;
    if (words.now != NULL) {
        if (!verify_trust_read_now(words.now, &self.now.wall_us, error))
            return false;
        self.now.trust = PROV_CLOCK_TRUSTED;
    }
    self.ca = words.ca;
    self.chain = read_chain(words.files, error);
    if (self.chain == NULL)
        return false;
    *out = self;
    self = (Question){ 0 };
    return true;
}

/* The reason is the judge's, and so is what is wrong, and where; this is what to do. */
static const char *
remedy(const Question *question, ProvReason reason)
{
    if (reason == PROV_REASON_CERTIFICATE_PROFILE)
        return "have it issued again without that";
    if (reason == PROV_REASON_CERTIFICATE_TIME)
        return "look at the clock, or have it issued again";
    if (reason == PROV_REASON_UNTRUSTED_ANCHOR && question->ca)
        return "give the root that issued it with --anchors";
    if (reason == PROV_REASON_UNTRUSTED_ANCHOR)
        return "put the CA that issued it behind it in the file, and give that maker's root with "
               "--anchors";
    if (reason == PROV_REASON_UNTRUSTED_CHAIN && question->ca)
        return "give the maker's CA alone, and its root with --anchors";
    if (reason == PROV_REASON_UNTRUSTED_CHAIN)
        return "have it issued again, or put the device's certificate first, the maker's CA that "
               "issued it behind it, and no root";
    if (reason == PROV_REASON_TOO_LARGE)
        return "have a smaller one issued";
    if (reason == PROV_REASON_DEMO_IDENTITY)
        return "use a certificate that was not made for demonstrations";
    if (reason == PROV_REASON_REVOKED)
        return "use another key and certificate";
    return "this program could not do its work; run it again";
}

static void
print_good(const Question *question, const ProvIdentity *identity, unsigned notes)
{
    const uint8_t *pin = prov_certificate_get_spki_sha256(identity->leaf);

    printf("good: the certificate may %s, its pin is sha256:", question->ca ? "issue" : "sign");
    for (size_t i = 0; i < PROV_PIN_LEN; i++)
        printf("%02x", pin[i]);
    fputs(question->expectation->anchors != NULL ? ", and its chain holds"
                                                 : "; without --anchors no chain was built",
          stdout);
    if ((notes & PROV_NOTE_REVOCATION_STALE) != 0)
        fputs("; the revocation lists say nothing current", stdout);
    puts(prov_identity_is_demo(identity) ? "; it is a demo identity." : ".");
}

static bool
judge(ProvCrypto *crypto, const Question *question, ProvIdentity *identity, ProvVerdict *verdict)
{
    g_autofree ProvReader *der = g_new0(ProvReader, question->chain->len);

    for (guint i = 0; i < question->chain->len; i++)
        der[i] = prov_reader_from_bytes(g_ptr_array_index(question->chain, i));
    if (!prov_identity_read_chain(crypto, der, question->chain->len, identity, verdict))
        return false;
    if (!question->ca)
        return prov_identity_check(crypto, identity, question->expectation, &question->now,
                                   verdict);
    if (question->chain->len > 1)
        return prov_verdict_refuse(verdict, PROV_REASON_UNTRUSTED_CHAIN,
                                   "there is more than one certificate");
    return prov_identity_check_ca(crypto, identity->leaf, question->expectation, &question->now,
                                  verdict);
}

int
link_check_cert(int argc, char **argv)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_auto(Question) question = { 0 };
    g_auto(ProvIdentity) identity = { 0 };
    g_autoptr(GError) error = NULL;
    ProvVerdict verdict = { 0 };
    bool good;

    if (!parse(argc, argv, &question, &error)) {
        fprintf(stderr, "ownview-link: %s\n", error->message);
        return EXIT_UNUSABLE;
    }
    if (crypto == NULL) {
        fputs("ownview-link: OpenSSL's default provider can't be loaded.\n", stderr);
        return EXIT_UNUSABLE;
    }
    good = judge(crypto, &question, &identity, &verdict);
    if (good)
        print_good(&question, &identity, verdict.notes);
    else
        printf("%s: %s; %s.\n", prov_reason_name(verdict.reason), verdict.detail,
               remedy(&question, verdict.reason));
    return good ? EXIT_GOOD : EXIT_REFUSED;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "client/verify-options.h"

#include "client/client-expectation.h"
#include "client/verify-explain.h"
#include "client/verify-input.h"
#include "client/verify-trust.h"

#include <stdlib.h>
#include <string.h>

/* The raw words of the command line. */
typedef struct {
    char **pins;
    char **crls;
    char *link;
    char *store;
    char *anchors;
    char *now;
    char *explain;
    char *receipt;
    gboolean sound;
    gboolean human;
    gboolean version;
    char **files;
} Words;

static void
words_clear(Words *self)
{
    g_strfreev(self->pins);
    g_strfreev(self->crls);
    g_strfreev(self->files);
    g_free(self->link);
    g_free(self->store);
    g_free(self->anchors);
    g_free(self->now);
    g_free(self->explain);
    g_free(self->receipt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

void
verify_options_clear(VerifyOptions *self)
{
    g_clear_pointer(&self->expectation, prov_expectation_unref);
    g_clear_pointer(&self->files, g_strfreev);
    g_clear_pointer(&self->explanation, g_free);
    g_clear_pointer(&self->receipt, g_free);
}

static bool fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool
fail(GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (error != NULL)
        *error = g_error_new_valist(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, arguments);
    va_end(arguments);
    return false;
}

static bool
parse_words(int argc, char **argv, Words *out, GError **error)
{
    const GOptionEntry entries[] = {
        { "pin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &out->pins,
          "The selected camera's key: sha256: and 64 hex digits of its SubjectPublicKeyInfo; may "
          "be "
          "given more than once",
          "sha256:HEX" },
        { "link", 0, 0, G_OPTION_ARG_STRING, &out->link,
          "Judge for this linked camera: its pin, its anchors", "ID" },
        { "store", 0, 0, G_OPTION_ARG_FILENAME, &out->store,
          "Where the links are; default $XDG_DATA_HOME/ownview", "DIR" },
        { "anchors", 0, 0, G_OPTION_ARG_FILENAME, &out->anchors,
          "Trust anchors; without them (or --link) no chain is built", "FILE.pem" },
        { "crl", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &out->crls,
          "A certificate revocation list, PEM or DER; may be given more than once", "FILE" },
        { "now", 0, 0, G_OPTION_ARG_STRING, &out->now,
          "A trusted clock's reading instead of the system's, like 2026-11-22T06:00:00Z",
          "RFC3339" },
        { "sound", 0, 0, G_OPTION_ARG_NONE, &out->sound,
          "The files are a camera's sound, a stream of its own; without it pictures are judged",
          NULL },
        { "human", 0, 0, G_OPTION_ARG_NONE, &out->human, "Print a table for people instead of JSON",
          NULL },
        { "explain", 0, 0, G_OPTION_ARG_STRING, &out->explain,
          "Say what a reason means, what a person sees, and what to do; judges nothing", "REASON" },
        { "receipt", 0, 0, G_OPTION_ARG_FILENAME, &out->receipt,
          "Check a receipt of a home's history; --anchors is that home's root", "FILE" },
        { "version", 0, 0, G_OPTION_ARG_NONE, &out->version, "Print the version", NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &out->files, NULL,
          "INIT [SEGMENT…] | DIRECTORY | PLAYLIST.m3u8" },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_summary(context, "Judges the files as one session of one camera, the way "
                                          "the display does, with no network.\n"
                                          "Prints one JSON object a file, the init segment first. "
                                          "A directory or a local playlist stands for "
                                          "the files in it.");
    g_option_context_set_description(
        context,
        "Exit status: 0 everything admitted, 1 something refused, 2 usage or a file that can't be "
        "read.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, &argc, &argv, error);
}

static bool
add_pin(ProvExpectation *expectation, const char *text, GError **error)
{
    uint8_t pin[PROV_PIN_LEN];
    const char *hex = g_str_has_prefix(text, "sha256:") ? text + strlen("sha256:") : "";

    if (strlen(hex) != 2 * sizeof pin)
        return fail(error, "--pin %s: write sha256: and 64 hex digits.", text);
    for (size_t i = 0; i < sizeof pin; i++) {
        int high = g_ascii_xdigit_value(hex[2 * i]), low = g_ascii_xdigit_value(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return fail(error, "--pin %s: write sha256: and 64 hex digits.", text);
        pin[i] = (uint8_t)(high * 16 + low);
    }
    prov_expectation_add_pin(expectation, pin);
    return true;
}

static ProvExpectation *
make_expectation(const Words *words, GError **error)
{
    g_autoptr(ProvExpectation) self = NULL;

    if (words->link != NULL)
        self = client_expectation_load(words->store, words->link, 1, error);
    else
        self = prov_expectation_new();
    if (self == NULL)
        return NULL;
    for (size_t i = 0; words->pins != NULL && words->pins[i] != NULL; i++) {
        if (!add_pin(self, words->pins[i], error))
            return NULL;
    }
    if (words->anchors != NULL && !verify_trust_add_anchors(self, words->anchors, error))
        return NULL;
    if (!verify_trust_add_crls(self, words->crls, error))
        return NULL;
    return words->sound ? prov_expectation_for_sound(self) : g_steal_pointer(&self);
}

bool
verify_options_parse(int argc, char **argv, VerifyOptions *out, GError **error)
{
    g_auto(Words) words = { 0 };
    g_auto(VerifyOptions) self = { 0 };

    if (!parse_words(argc, argv, &words, error))
        return false;
    if (words.version) {
        g_print("ownview-verify %s%s\n", OWNVIEW_VERSION, OWNVIEW_DEMO ? " (demo build)" : "");
        exit(0);
    }
    if (words.explain != NULL) {
        out->explanation = verify_explain(words.explain, error);
        return out->explanation != NULL;
    }
    if (words.receipt != NULL && (words.files != NULL || words.anchors == NULL))
        return fail(error, "--receipt FILE stands alone but for --anchors, which must be the "
                           "home's home-ca.pem.");
    if (words.files == NULL && words.receipt == NULL)
        return fail(error, "Name an init segment, and the media segments that follow it; --help "
                           "tells more.");
    if (words.link != NULL && words.pins != NULL)
        return fail(error, "--link and --pin both say who is selected; give one of them.");
    if (words.store != NULL && words.link == NULL)
        return fail(error, "--store needs --link ID.");
    if (words.now != NULL && !verify_trust_read_now(words.now, &self.now_us, error))
        return false;
    self.has_now = words.now != NULL;
    self.expectation = make_expectation(&words, error);
    if (self.expectation == NULL)
        return false;

    self.human = words.human;
    self.receipt = g_steal_pointer(&words.receipt);
    if (self.receipt != NULL) {
        *out = self;
        self = (VerifyOptions){ 0 };
        return true;
    }
    self.files = verify_input_expand(words.files, error);
    if (self.files == NULL)
        return false;
    *out = self;
    self = (VerifyOptions){ 0 };
    return true;
}

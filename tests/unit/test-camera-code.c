/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-code.h"

#include "tests/rig/rig-cert.h"

#include <gio/gio.h>
#include <string.h>

/* A P-256 key, an Ed25519 key and a secret, as a label would have them. */
#define P256                                                                                       \
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/"     \
    "m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q=="
#define OFF_CURVE                                                                                  \
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/"     \
    "m47n60p8D54WK84zV2sxXs7LtkBoN79R9g=="
/* The same point compressed: another SubjectPublicKeyInfo, another SHA-256. */
#define COMPRESSED                                                                                 \
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY="
#define ED25519 "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define SECRET  "AAECAwQFBgcICQoLDA0ODw=="
#define ADDRESS "https://192.168.1.20:8443/front-door/"
#define CODE    "DPP:I:SN=A-0001;K:" P256 ";S:" SECRET ";H:" ADDRESS ";;"

static void
test_fields(void)
{
    static const uint8_t secret[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraCode) code = camera_code_parse(CODE, &error);
    g_autofree char *again = NULL;
    g_autofree char *sum = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(code->serial, ==, "A-0001");
    g_assert_cmpstr(code->address, ==, ADDRESS);
    g_assert_cmpmem(g_bytes_get_data(code->secret, NULL), g_bytes_get_size(code->secret), secret,
                    sizeof secret);
    g_assert_null(code->tls_ca);
    g_assert_cmpuint(g_bytes_get_size(code->spki), ==, 91);
    sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, code->spki);
    for (guint i = 0; i < sizeof code->device; i++) {
        g_autofree char *hex = g_strdup_printf("%02x", code->device[i]);

        g_assert_true(strncmp(sum + 2 * (gsize)i, hex, 2) == 0);
    }
    again = camera_code_format(code);
    g_assert_cmpstr(again, ==, CODE);
}

/* Any order, white space around, unknown fields, no secret, a server certificate. */
static void
test_accepted(void)
{
    static const char *const codes[] = {
        "DPP:K:" P256 ";H:" ADDRESS ";S:" SECRET ";I:SN=A-0001;;",
        " \r\n\t" CODE "\n",
        "DPP:C:81/1;M:5254005828e5;V:2;I:SN=A-0001;K:" P256 ";Z:;S:" SECRET ";H:" ADDRESS ";;",
    };
    g_autoptr(CameraCode) maker_signed =
        camera_code_parse("DPP:I:SN=A 1/_#;K:" ED25519 ";H:https://camera.local/;;", NULL);

    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(CameraCode) code = camera_code_parse(codes[i], &error);
        g_autofree char *again = NULL;

        g_assert_no_error(error);
        again = camera_code_format(code);
        g_assert_cmpstr(again, ==, CODE);
    }
    g_assert_nonnull(maker_signed);
    g_assert_null(maker_signed->secret);
    g_assert_cmpstr(maker_signed->serial, ==, "A 1/_#");
}

static void
test_server_certificate_and_keys(void)
{
    static const RigKeyType types[] = { RIG_KEY_P256, RIG_KEY_P384, RIG_KEY_ED25519 };

    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(RigKey) key = rig_key_new(types[i]);
        const RigCertSpec spec = rig_cert_spec_root("server", key);
        CameraCode code = { .serial = (char *)"A-0001", .address = (char *)ADDRESS };
        g_autoptr(GBytes) spki = rig_key_get_spki(key);
        g_autoptr(GBytes) ca = rig_cert_make(&spec);
        g_autoptr(GError) error = NULL;
        g_autoptr(CameraCode) read = NULL;
        g_autofree char *text = NULL;
        uint8_t pin[RIG_PIN_LEN];

        code.spki = spki;
        code.tls_ca = ca;
        text = camera_code_format(&code);
        read = camera_code_parse(text, &error);
        g_assert_no_error(error);
        g_assert_true(g_bytes_equal(read->tls_ca, ca));
        rig_key_get_pin(key, pin);
        g_assert_cmpmem(read->device, sizeof read->device, pin, sizeof pin);
    }
}

#define WITH_SERIAL(serial) "DPP:I:" serial ";K:" P256 ";H:" ADDRESS ";;"
#define WITH_KEY(key)       "DPP:I:SN=A;K:" key ";H:" ADDRESS ";;"
#define WITH_SECRET(secret) "DPP:I:SN=A;K:" P256 ";S:" secret ";H:" ADDRESS ";;"
#define WITH_ADDRESS(url)   "DPP:I:SN=A;K:" P256 ";H:" url ";;"
#define S16                 "0123456789abcdef"

static const struct {
    const char *name;
    const char *code;
    const char *word; /* stands in the sentence */
} refused[] = {
    { "empty", "", "no camera's code" },
    { "web-address", "https://example.com/", "no camera's code" },
    { "lower-case", "dpp:I:SN=A;K:" P256 ";H:" ADDRESS ";;", "no camera's code" },
    { "prefix-alone", "DPP:", "cut off" },
    { "nothing-inside", "DPP:;", "lacks" },
    { "one-semicolon", "DPP:I:SN=A;K:" P256 ";H:" ADDRESS ";", "cut off" },
    { "no-semicolon", "DPP:I:SN=A;K:" P256 ";H:" ADDRESS, "cut off" },
    { "three-semicolons", CODE ";", "follows" },
    { "two-codes", CODE CODE, "follows" },
    { "text-behind", CODE " hello", "follows" },
    { "field-without-letter", "DPP:SN=A;K:" P256 ";H:" ADDRESS ";;", "damaged" },
    { "field-without-colon", "DPP:I;K:" P256 ";H:" ADDRESS ";;", "damaged" },
    { "unknown-long-field", "DPP:II:SN=A;K:" P256 ";H:" ADDRESS ";;", "damaged" },
    { "unknown-small-letter", "DPP:i:SN=A;K:" P256 ";H:" ADDRESS ";;", "damaged" },
    { "line-break-inside", "DPP:I:SN=A;\nK:" P256 ";H:" ADDRESS ";;", "character" },
    { "not-ascii", WITH_SERIAL("SN=\xc3\xa4"), "character" },
    { "control-character", WITH_SERIAL("SN=A\x1b[2J"), "character" },

    { "no-serial", "DPP:K:" P256 ";H:" ADDRESS ";;", "lacks" },
    { "no-key", "DPP:I:SN=A;H:" ADDRESS ";;", "lacks" },
    { "no-address", "DPP:I:SN=A;K:" P256 ";;", "lacks" },
    { "serial-twice", "DPP:I:SN=A;I:SN=A;K:" P256 ";H:" ADDRESS ";;", "twice" },
    { "key-twice", "DPP:I:SN=A;K:" P256 ";K:" P256 ";H:" ADDRESS ";;", "twice" },
    { "secret-twice", "DPP:I:SN=A;K:" P256 ";S:" SECRET ";S:" SECRET ";H:" ADDRESS ";;", "twice" },
    { "address-twice", "DPP:I:SN=A;K:" P256 ";H:" ADDRESS ";H:" ADDRESS ";;", "twice" },

    { "serial-without-sn", WITH_SERIAL("A-0001"), "serial" },
    { "serial-empty", WITH_SERIAL("SN="), "serial" },
    { "serial-begins-with-space", WITH_SERIAL("SN= A"), "serial" },
    { "serial-ends-with-space", WITH_SERIAL("SN=A "), "serial" },
    { "serial-of-65", WITH_SERIAL("SN=" S16 S16 S16 S16 "0"), "serial" },

    { "key-empty", WITH_KEY(""), "(K:)" },
    { "key-not-base64", WITH_KEY("====MFkw"), "(K:)" },
    { "key-url-safe-base64",
      WITH_KEY("MCowBQYDK2VwAyEA11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="), "(K:)" },
    { "key-without-padding",
      WITH_KEY("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"), "(K:)" },
    { "key-with-loose-bits",
      WITH_KEY("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp="), "(K:)" },
    { "key-with-space", WITH_KEY("MCow BQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
      "(K:)" },
    { "key-mistyped", WITH_KEY(OFF_CURVE), "no P-256" },
    { "key-compressed", WITH_KEY(COMPRESSED), "no P-256" },
    { "key-cut", WITH_KEY("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcH"), "no P-256" },
    { "key-of-small-order",
      WITH_KEY("MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), "no P-256" },
    { "key-x25519", WITH_KEY("MCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
      "no P-256" },

    { "secret-empty", WITH_SECRET(""), "secret" },
    { "secret-of-15", WITH_SECRET("AAECAwQFBgcICQoLDA0O"), "secret" },
    { "secret-of-17", WITH_SECRET("AAECAwQFBgcICQoLDA0ODxA="), "secret" },
    { "secret-with-loose-bits", WITH_SECRET("AAECAwQFBgcICQoLDA0ODx=="), "secret" },

    { "address-http", WITH_ADDRESS("http://camera.local/"), "address" },
    { "address-without-path", WITH_ADDRESS("https://camera.local"), "address" },
    { "address-of-a-file", WITH_ADDRESS("https://camera.local/a"), "address" },
    { "address-with-user", WITH_ADDRESS("https://user:pass@camera.local/"), "address" },
    { "address-with-query", WITH_ADDRESS("https://camera.local/?a=/"), "address" },
    { "address-with-fragment", WITH_ADDRESS("https://camera.local/#/"), "address" },
    { "address-without-host", WITH_ADDRESS("https:///a/"), "address" },
    { "address-with-space", WITH_ADDRESS("https://camera.local/a b/"), "address" },

    { "certificate-empty", "DPP:I:SN=A;K:" P256 ";X:;H:" ADDRESS ";;", "certificate" },
    { "certificate-is-a-key", "DPP:I:SN=A;K:" P256 ";X:" P256 ";H:" ADDRESS ";;", "certificate" },
};

static void
test_refused(gconstpointer data)
{
    const guint row = GPOINTER_TO_UINT(data);
    g_autoptr(GError) error = NULL;

    g_assert_null(camera_code_parse(refused[row].code, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    if (strstr(error->message, refused[row].word) == NULL || !g_str_has_suffix(error->message, "."))
        g_error("\"%s\" does not say \"%s\"", error->message, refused[row].word);
    g_assert_null(strstr(error->message, SECRET));
}

static void
test_too_long(void)
{
    g_autoptr(GString) text = g_string_new("DPP:Z:");
    g_autoptr(GError) error = NULL;

    while (text->len < CAMERA_CODE_MAX_LEN)
        g_string_append_c(text, 'z');
    g_string_append_c(text, ';');
    g_string_append(text, &CODE[strlen("DPP:")]);
    g_assert_null(camera_code_parse(text->str, &error));
    g_assert_nonnull(strstr(error->message, "longer"));
}

/* No code that is cut, and none with a byte changed into a semicolon or a letter, is this code. */
static void
test_every_cut_and_every_changed_byte(void)
{
    for (gsize i = 0; i < strlen(CODE); i++) {
        g_autofree char *cut = g_strndup(CODE, i);

        g_assert_null(camera_code_parse(cut, NULL));
        for (const char *other = ";Aa"; *other != '\0'; other++) {
            g_autofree char *changed = g_strdup(CODE);
            g_autoptr(CameraCode) code = NULL;
            g_autofree char *again = NULL;

            changed[i] = *other;
            code = camera_code_parse(changed, NULL);
            again = code != NULL ? camera_code_format(code) : NULL;
            if (CODE[i] != *other)
                g_assert_cmpstr(again, !=, CODE);
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/camera-code/fields", test_fields);
    g_test_add_func("/camera-code/accepted", test_accepted);
    g_test_add_func("/camera-code/server-certificate-and-keys", test_server_certificate_and_keys);
    g_test_add_func("/camera-code/too-long", test_too_long);
    g_test_add_func("/camera-code/every-cut-and-every-changed-byte",
                    test_every_cut_and_every_changed_byte);
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/camera-code/refused/", refused[i].name, NULL);

        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_refused);
    }
    return g_test_run();
}

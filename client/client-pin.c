/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-pin.h"

#include "client/cameras/camera-pin.h"

#include <string.h>

#define SCHEME     "scrypt"
#define N_FREE     4
#define FIRST_S    30
#define LONGEST_S  900
#define MAX_DOUBLE 5 /* times, until it is longer than that */

bool
client_pin_is_valid(const char *pin)
{
    const size_t len = strlen(pin);

    return len >= CLIENT_PIN_MIN && len <= CLIENT_PIN_MAX && strspn(pin, "0123456789") == len;
}

char *
client_pin_seal(const char *pin)
{
    uint8_t salt[CAMERA_PIN_SALT_LEN], key[CAMERA_PIN_KEY_LEN];
    g_autofree char *salt_text = NULL, *key_text = NULL;

    if (!camera_pin_make_salt(salt) || !camera_pin_derive(pin, salt, key))
        return NULL;
    salt_text = g_base64_encode(salt, sizeof salt);
    key_text = g_base64_encode(key, sizeof key);
    return g_strdup_printf(SCHEME ":%s:%s", salt_text, key_text);
}

bool
client_pin_matches(const char *sealed, const char *pin)
{
    g_auto(GStrv) parts = g_strsplit(sealed, ":", 4);
    g_autofree guchar *salt = NULL, *key = NULL;
    uint8_t found[CAMERA_PIN_KEY_LEN];
    gsize salt_len, key_len;

    if (g_strv_length(parts) != 3 || !g_str_equal(parts[0], SCHEME) || !client_pin_is_valid(pin))
        return false;
    salt = g_base64_decode(parts[1], &salt_len);
    key = g_base64_decode(parts[2], &key_len);
    return salt_len == CAMERA_PIN_SALT_LEN && key_len == CAMERA_PIN_KEY_LEN
           && camera_pin_derive(pin, salt, found) && camera_pin_equal(found, key);
}

unsigned
client_pin_wait_s(unsigned n_wrong)
{
    if (n_wrong <= N_FREE)
        return 0;
    return MIN(FIRST_S << MIN(n_wrong - N_FREE - 1, MAX_DOUBLE), LONGEST_S);
}

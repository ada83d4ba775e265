/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define CAMERA_PIN_SALT_LEN 16 /* bytes */
#define CAMERA_PIN_KEY_LEN  32 /* bytes */

/*
 * The slow hash of an owner's PIN: scrypt (RFC 7914) with N = 2^14, r = 8, p = 1, which takes 16
 * MiB and some 50 ms. False: there is no memory for it. Any thread.
 */
bool camera_pin_derive(const char *pin,
                       const uint8_t salt[CAMERA_PIN_SALT_LEN],
                       uint8_t key[CAMERA_PIN_KEY_LEN]);

/* A salt of its own for every PIN. False: the system gives no random bytes. */
bool camera_pin_make_salt(uint8_t salt[CAMERA_PIN_SALT_LEN]);

/* Takes the same time wherever the difference is. */
bool camera_pin_equal(const uint8_t a[CAMERA_PIN_KEY_LEN], const uint8_t b[CAMERA_PIN_KEY_LEN]);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define CAMERA_KEY_LEN 32 /* bytes: SHA-256, and the key of the store's HMAC-SHA256 */

/*
 * What every file of the store but the key's own ends in: HMAC-SHA256 over all bytes before it.
 * Thread-safety: safe.
 */

/* The file's bytes: @content (transfer full) and its MAC. Transfer full. */
GBytes *camera_mac_seal(GByteArray *content, const uint8_t key[CAMERA_KEY_LEN]);

/* The length of the content, which stands at the beginning of @file; 0 when the MAC does not hold,
 * or there is nothing before it. */
size_t camera_mac_open(GBytes *file, const uint8_t key[CAMERA_KEY_LEN]);

G_END_DECLS

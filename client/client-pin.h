/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * The owner's PIN: what is kept of it, and how often it may be guessed. It keeps a guest from
 * changing what is linked, not somebody who can read and write this device's files: four to eight
 * digits are soon tried out there. Thread-safety: safe.
 */

#define CLIENT_PIN_MIN 4 /* digits */
#define CLIENT_PIN_MAX 8

/* @pin is four to eight of the digits 0 to 9. */
bool client_pin_is_valid(const char *pin);

/* What a file may keep of a valid @pin: "scrypt:<salt>:<hash>", base64. NULL: there is no memory,
 * or there are no random bytes. Slow, some 50 ms. Transfer full. */
char *client_pin_seal(const char *pin);

/* Whether @pin is the one that @sealed was made of. What is no seal matches nothing. Slow. */
bool client_pin_matches(const char *sealed, const char *pin);

/* After @n_wrong wrong ones in a row no other is looked at for so many seconds: 0 up to four, 30
 * after the fifth, then twice as long after each, up to 15 minutes. */
unsigned client_pin_wait_s(unsigned n_wrong);

G_END_DECLS

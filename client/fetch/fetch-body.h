/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <libsoup/soup.h>
#include <stdbool.h>

G_BEGIN_DECLS

/*
 * What an answer's head says of its body, and whether the body kept to it (RFC 9112, section 6).
 * All for one answer whose head has come; its thread.
 */

/* It says how long the body is. */
bool fetch_body_has_len(SoupMessage *message);

/* Bytes that it announces; 0: it does not say. Negative: more than 63 bits can say, which libsoup
 * reads so. */
goffset fetch_body_get_len(SoupMessage *message);

/*
 * Its end can be told from a broken connection: it has a length, or chunks on a connection that
 * goes on behind them. And nothing would have to be decoded before it is what was signed.
 */
bool fetch_body_is_plain(SoupMessage *message);

/* The end of @stream came after @len bytes; false: it was cut. */
bool fetch_body_is_whole(SoupMessage *message, GInputStream *stream, gsize len);

G_END_DECLS

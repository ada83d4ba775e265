/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Edits of a signed unit that know where its boxes and CBOR items begin. An input is a list of
 * them, so that it means the same in another process, where keys and signatures are others.
 */
#define FUZZ_EDIT_LEN 8 /* bytes of one edit in an input */

/* Offsets where a box, a JUMBF box or a CBOR item begins, in order, the end included. */
GArray *fuzz_edit_points(GBytes *unit);

/* @unit with the edits in @data applied one after the other; @donor lends bytes to some of them.
 * Transfer full. */
GBytes *fuzz_edit_apply(GBytes *unit, GBytes *donor, const uint8_t *data, size_t len);

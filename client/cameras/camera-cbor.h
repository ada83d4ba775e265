/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <cbor.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/* The little CBOR (RFC 8949) that the store's files are made of: definite lengths, shortest heads.
 */

void camera_cbor_put_map(GByteArray *out, size_t n_pairs);
void camera_cbor_put_array(GByteArray *out, size_t n_items);
void camera_cbor_put_uint(GByteArray *out, uint64_t value);
void camera_cbor_put_int(GByteArray *out, int64_t value);
void camera_cbor_put_bool(GByteArray *out, bool value);
void camera_cbor_put_text(GByteArray *out, const char *text);
void camera_cbor_put_bytes(GByteArray *out, const void *data, size_t len);

/* One item that fills @data to its last byte; NULL when it does not. Unref with cbor_decref(). */
cbor_item_t *camera_cbor_load(const uint8_t *data, size_t len);

/* Each reads an item of exactly that type into @out and returns true, or leaves @out alone. */
bool camera_cbor_get_uint(const cbor_item_t *item, uint64_t *out);
bool camera_cbor_get_int(const cbor_item_t *item, int64_t *out);
bool camera_cbor_get_bool(const cbor_item_t *item, bool *out);
/* UTF-8 of 1 to @max_len bytes without a NUL. @out receives a new string; what it held is freed. */
bool camera_cbor_get_text(const cbor_item_t *item, size_t max_len, char **out);
/* Borrowed. */
const uint8_t *camera_cbor_get_bytes(const cbor_item_t *item, size_t *len);

/* The value of text key @name; NULL when there is none, or @map (may be NULL) is no map. Borrowed.
 */
const cbor_item_t *camera_cbor_find(const cbor_item_t *map, const char *name);
/* The value of "type" is @type: one kind of file is never taken for another. */
bool camera_cbor_is_type(const cbor_item_t *map, const char *type);

static inline void
camera_cbor_unref(cbor_item_t *item)
{
    if (item != NULL)
        cbor_decref(&item);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cbor_item_t, camera_cbor_unref)

G_END_DECLS

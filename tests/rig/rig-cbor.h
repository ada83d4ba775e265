/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * CBOR by value (RFC 8949): an item is a GBytes with one encoded data item, shortest form unless a
 * function says otherwise. Functions consume the items they are given (transfer full) and return a
 * new one (transfer full), so that calls nest. Nothing is checked: tests write shapes that must be
 * refused.
 */

typedef enum {
    RIG_CBOR_UINT = 0,
    RIG_CBOR_NEGINT = 1,
    RIG_CBOR_BYTES = 2,
    RIG_CBOR_TEXT = 3,
    RIG_CBOR_ARRAY = 4,
    RIG_CBOR_MAP = 5,
    RIG_CBOR_TAG = 6,
    RIG_CBOR_SIMPLE = 7,
} RigCborMajor;

GBytes *rig_item_raw(const void *data, size_t len);
GBytes *rig_item_hex(const char *hex); /* the bytes themselves, written as hex digits */
GBytes *rig_item_uint(uint64_t value);
GBytes *rig_item_int(int64_t value);
GBytes *rig_item_double(double value); /* always eight bytes */
GBytes *rig_item_float(float value);   /* always four */
GBytes *rig_item_bool(bool value);
GBytes *rig_item_null(void);
GBytes *rig_item_text(const char *text);
GBytes *rig_item_text_len(const void *data, size_t len); /* not checked to be UTF-8 */
GBytes *rig_item_bytes(const void *data, size_t len);
GBytes *rig_item_bytes_of(GBytes *content); /* bstr with @content inside; @content is borrowed */
GBytes *rig_item_tag(uint64_t tag, GBytes *item);

/* Definite array of the items that follow, up to NULL. */
GBytes *rig_item_array(GBytes *first, ...) G_GNUC_NULL_TERMINATED;
/* Definite array of a GPtrArray of items; borrowed. */
GBytes *rig_item_array_of(GPtrArray *items);
/* The items one behind the other, nothing around them. */
GBytes *rig_item_concat(GBytes *first, ...) G_GNUC_NULL_TERMINATED;

/* A head whose argument takes @width bytes (1, 2, 4, 8; 0: inside the first byte), minimal or not.
 */
GBytes *rig_item_head(RigCborMajor major, uint64_t argument, unsigned width);
/* Indefinite length: head, @content, break. */
GBytes *rig_item_indefinite(RigCborMajor major, GBytes *content);

/* Ordered pairs; how the count is written is the map's own affair. */
typedef enum {
    RIG_MAP_SHORTEST = 0,
    RIG_MAP_LONG,       /* the count in four bytes */
    RIG_MAP_INDEFINITE, /* no count, a break at the end */
} RigMapForm;

typedef struct {
    GPtrArray *keys;   /* items */
    GPtrArray *values; /* items, same length */
    RigMapForm form;
} RigMap;

RigMap *rig_map_new(void);
void rig_map_free(RigMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigMap, rig_map_free)

/* Replaces the value of that key where it stands, or appends the pair. @value is consumed. */
void rig_map_put(RigMap *self, const char *key, GBytes *value);
void rig_map_put_int(RigMap *self, int64_t key, GBytes *value);
/* The same with any item as the key; both consumed. */
void rig_map_put_item(RigMap *self, GBytes *key, GBytes *value);
/* Appends a pair whatever is there already; both consumed. */
void rig_map_add(RigMap *self, GBytes *key, GBytes *value);
void rig_map_drop(RigMap *self, const char *key);
void rig_map_drop_int(RigMap *self, int64_t key);
/* Borrowed, NULL when absent. */
GBytes *rig_map_get(const RigMap *self, const char *key);
/* The map as an item; @self is borrowed. */
GBytes *rig_map_item(const RigMap *self);

G_END_DECLS

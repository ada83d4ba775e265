/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A read-only view that shrinks from the front: a plain value that never owns. A length field hands
 * out a child reader, inside which the outer bytes do not exist. A failed read changes nothing.
 */
typedef struct {
    const uint8_t *data;
    size_t len; /* bytes */
} ProvReader;

/* All of @bytes; valid as long as they are. */
ProvReader prov_reader_from_bytes(GBytes *bytes);

bool prov_reader_take(ProvReader *self, size_t len, ProvReader *out) G_GNUC_WARN_UNUSED_RESULT;
bool prov_reader_skip(ProvReader *self, size_t len) G_GNUC_WARN_UNUSED_RESULT;

/* Big-endian, as ISO BMFF and COSE write them. */
bool prov_reader_u8(ProvReader *self, uint8_t *out) G_GNUC_WARN_UNUSED_RESULT;
bool prov_reader_u16(ProvReader *self, uint16_t *out) G_GNUC_WARN_UNUSED_RESULT;
bool prov_reader_u24(ProvReader *self, uint32_t *out) G_GNUC_WARN_UNUSED_RESULT;
bool prov_reader_u32(ProvReader *self, uint32_t *out) G_GNUC_WARN_UNUSED_RESULT;
bool prov_reader_u64(ProvReader *self, uint64_t *out) G_GNUC_WARN_UNUSED_RESULT;

/* A NUL-terminated string; @out excludes the NUL, which is consumed. */
bool prov_reader_cstring(ProvReader *self, ProvReader *out) G_GNUC_WARN_UNUSED_RESULT;

bool prov_reader_equals(ProvReader self, const void *bytes, size_t len);
bool prov_reader_same(ProvReader a, ProvReader b);
/* Equal to the NUL-terminated @text, without its NUL. */
bool prov_reader_is(ProvReader self, const char *text);
bool prov_reader_starts_with(ProvReader self, const char *text);
/* Goes behind @text, when the bytes begin with it; else false, and nothing has changed. */
bool prov_reader_skip_text(ProvReader *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
bool prov_reader_all_zero(ProvReader self);

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Boxes of ISO/IEC 14496-12 and of JUMBF, written one behind the other into a GByteArray. */

/* Starts a box; returns where it starts, for rig_box_end(), which writes its size. */
guint rig_box_begin(GByteArray *out, const char *type);
guint rig_box_begin_full(GByteArray *out, const char *type, uint8_t version, uint32_t flags);
void rig_box_end(GByteArray *out, guint start);
/* A whole box; @content may be NULL (empty) and is borrowed. Transfer full. */
GBytes *rig_box_new(const char *type, GBytes *content);

void rig_put_u8(GByteArray *out, uint8_t value);
void rig_put_u16(GByteArray *out, uint16_t value);
void rig_put_u32(GByteArray *out, uint32_t value);
void rig_put_u64(GByteArray *out, uint64_t value);
void rig_put_zeros(GByteArray *out, guint n);
void rig_put_text(GByteArray *out, const char *text); /* with its NUL */
void rig_put_data(GByteArray *out, const void *data, size_t len);
void rig_put_bytes(GByteArray *out, GBytes *bytes); /* borrowed; NULL writes nothing */

uint32_t rig_get_u32(const uint8_t *at);
uint64_t rig_get_u64(const uint8_t *at);

/*
 * Where a box lies: offset of its header and size, both in bytes. Walks one level of @data from
 * @*pos to
 * @end; false at the end or at a size that does not fit.
 */
typedef struct {
    char type[5];
    size_t offset;
    size_t size;
} RigBox;

bool rig_box_next(const uint8_t *data, size_t end, size_t *pos, RigBox *box);
/* The first box along @path ("moov/trak/mdia/mdhd") below @data. */
bool rig_box_find(const uint8_t *data, size_t len, const char *path, RigBox *box);

G_END_DECLS

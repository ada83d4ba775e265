/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-box.h"

G_BEGIN_DECLS

/* Toggles of a jumd (ISO/IEC 19566-5 section A.3). */
#define RIG_JUMBF_REQUESTABLE_LABELLED 0x03
#define RIG_JUMBF_PRIVATE              0x10

/*
 * A superbox: jumd with the type UUID that begins with the four characters @type, @label and, when
 * not NULL,
 * @salt in a private box; then @content (consumed; boxes one behind the other). Transfer full.
 */
GBytes *rig_jumbf_new(const char *type, const char *label, GBytes *salt, GBytes *content);

/* Where a superbox's label begins; NULL when @super holds none. Borrowed from @super. */
const char *rig_jumbf_get_label(const uint8_t *super, size_t size);

G_END_DECLS

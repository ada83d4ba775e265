/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define RIG_QR_QUIET 4 /* modules of white around it (ISO/IEC 18004) */

/* A QR code. Immutable. Thread-safety: safe. */
typedef struct {
    int width;     /* modules, without the quiet zone */
    uint8_t *dark; /* width * width, 0 or 1, from the top left */
} RigQr;

/* NULL when @text is too long for any QR code. */
RigQr *rig_qr_new(const char *text);
void rig_qr_free(RigQr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigQr, rig_qr_free)

/* In half blocks of UTF-8, two modules above each other in a character; what is light is drawn, as
 * on a dark terminal, and with @colours on any terminal. Transfer full. */
char *rig_qr_to_text(const RigQr *self, bool colours);
/* A grey PNG file, @scale pixels a module; transfer full. */
GBytes *rig_qr_to_png(const RigQr *self, int scale);
/* A picture of that size has room for it, at three pixels a module or more. */
bool rig_qr_fits(const RigQr *self, int width, int height);
/* Draws it into the top right corner of an I420 picture, planes without padding, that it fits. */
void rig_qr_draw(const RigQr *self, uint8_t *pixels, int width, int height);

G_END_DECLS

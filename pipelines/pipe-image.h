/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum {
    PIPE_IMAGE_NONE = 0,
    PIPE_IMAGE_PNG,
    PIPE_IMAGE_JPEG,
} PipeImageKind;

/*
 * What the first bytes of a file say it is, and its size in pixels, read before any decoder sees
 * it: PNG (ISO/IEC 15948, section 11.2.2) or JPEG (ITU-T T.81, section B.2.2). NONE: neither, or
 * its size can't be read.
 */
PipeImageKind pipe_image_look(const uint8_t *data, size_t len, unsigned *width, unsigned *height);

G_END_DECLS

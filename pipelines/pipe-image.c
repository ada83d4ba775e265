/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipe-image.h"

#include <stdbool.h>
#include <string.h>

static const uint8_t png_head[16] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                      0,    0,   0,   13,  'I',  'H',  'D',  'R' };

static unsigned
read_16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static unsigned
read_32(const uint8_t *p)
{
    return read_16(p) << 16 | read_16(p + 2);
}

/* A frame header that tells the size: SOF0 to SOF15, without DHT, JPG and DAC between them. */
static bool
is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Markers with a length, one behind the other, up to the frame header. */
static bool
look_at_jpeg(const uint8_t *data, size_t len, unsigned *width, unsigned *height)
{
    size_t at = 2;

    while (len - at >= 9) {
        uint8_t marker = data[at + 1];
        unsigned part = read_16(data + at + 2);

        if (data[at] != 0xff || marker < 0xc0 || part < 2)
            return false;
        if (is_frame(marker)) {
            *height = read_16(data + at + 5);
            *width = read_16(data + at + 7);
            return true;
        }
        if (part > len - at - 2)
            return false;
        at += 2 + (size_t)part;
    }
    return false;
}

PipeImageKind
pipe_image_look(const uint8_t *data, size_t len, unsigned *width, unsigned *height)
{
    *width = *height = 0;
    if (len >= sizeof png_head + 8 && memcmp(data, png_head, sizeof png_head) == 0) {
        *width = read_32(data + 16);
        *height = read_32(data + 20);
        return PIPE_IMAGE_PNG;
    }
    if (len >= 11 && data[0] == 0xff && data[1] == 0xd8 && look_at_jpeg(data, len, width, height))
        return PIPE_IMAGE_JPEG;
    return PIPE_IMAGE_NONE;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-qr.h"

#include <gio/gio.h>
#include <qrencode.h>
#include <string.h>

#define MIN_SCALE 3 /* pixels a module in a picture */
#define BLACK     16
#define WHITE     235
#define NO_COLOUR 128

RigQr *
rig_qr_new(const char *text)
{
    QRcode *code =
        QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_L);
    RigQr *self;
    size_t n;

    if (code == NULL)
        return NULL;
    self = g_new0(RigQr, 1);
    self->width = code->width;
    n = (size_t)code->width * (size_t)code->width;
    self->dark = g_memdup2(code->data, n);
    for (size_t i = 0; i < n; i++)
        self->dark[i] &= 1; /* the other bits say what a module is for */
    QRcode_free(code);
    return self;
}

void
rig_qr_free(RigQr *self)
{
    if (self == NULL)
        return;
    g_free(self->dark);
    g_free(self);
}

/* Modules of a side with the quiet zone. */
static int
whole_width(const RigQr *self)
{
    return self->width + 2 * RIG_QR_QUIET;
}

/* Counted with the quiet zone, which is light, as is what lies beyond. */
static bool
is_dark(const RigQr *self, int column, int row)
{
    column -= RIG_QR_QUIET;
    row -= RIG_QR_QUIET;
    return column >= 0 && row >= 0 && column < self->width && row < self->width
           && self->dark[(size_t)row * (size_t)self->width + (size_t)column] != 0;
}

char *
rig_qr_to_text(const RigQr *self, bool colours)
{
    /* by upper module dark, lower module dark; what is light is drawn */
    static const char *const blocks[2][2] = { { "█", "▀" }, { "▄", " " } };
    g_autoptr(GString) text = g_string_new(NULL);

    for (int row = 0; row < whole_width(self); row += 2) {
        g_string_append(text, colours ? "\033[97;40m" : "");
        for (int column = 0; column < whole_width(self); column++)
            g_string_append(text,
                            blocks[is_dark(self, column, row)][is_dark(self, column, row + 1)]);
        g_string_append(text, colours ? "\033[0m\n" : "\n");
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The checksum of PNG chunks (ISO/IEC 15948, annex D). */
static uint32_t
crc32_of(const uint8_t *data, size_t len)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < len; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    return ~crc;
}

static void
append_u32(GByteArray *out, uint32_t value)
{
    const uint32_t big = GUINT32_TO_BE(value);

    g_byte_array_append(out, (const uint8_t *)&big, sizeof big);
}

static void
append_chunk(GByteArray *out, const char *type, const void *data, size_t len)
{
    guint start;

    append_u32(out, (uint32_t)len);
    start = out->len;
    g_byte_array_append(out, (const uint8_t *)type, 4);
    if (len > 0)
        g_byte_array_append(out, data, (guint)len);
    append_u32(out, crc32_of(out->data + start, out->len - start));
}

/* Rows of grey bytes, each behind its filter type 0, in one zlib stream. */
static GByteArray *
deflate_rows(const RigQr *self, int scale)
{
    const size_t side = (size_t)whole_width(self) * (size_t)scale;
    g_autoptr(GConverter) zlib =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
    g_autofree uint8_t *rows = g_malloc0(side * (side + 1));
    GByteArray *out = g_byte_array_new();
    gsize n_read = 0;
    gsize n_written = 0;

    for (size_t y = 0; y < side; y++)
        for (size_t x = 0; x < side; x++)
            rows[y * (side + 1) + 1 + x] =
                is_dark(self, (int)(x / (size_t)scale), (int)(y / (size_t)scale)) ? 0 : 0xff;
    /* more room than rows that don't shrink at all would need */
    g_byte_array_set_size(out, (guint)(side * (side + 1) + 1024));
    if (g_converter_convert(zlib, rows, side * (side + 1), out->data, out->len,
                            G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL)
        != G_CONVERTER_FINISHED)
        g_error("zlib does not compress a picture of %zu bytes", side * (side + 1));
    g_byte_array_set_size(out, (guint)n_written);
    return out;
}

GBytes *
rig_qr_to_png(const RigQr *self, int scale)
{
    static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    static const uint8_t kind[] = { 8, 0, 0, 0, 0 }; /* eight bits, grey, the only methods, plain */
    g_autoptr(GByteArray) data = deflate_rows(self, scale);
    g_autoptr(GByteArray) header = g_byte_array_new();
    GByteArray *out = g_byte_array_new();

    append_u32(header, (uint32_t)(whole_width(self) * scale));
    append_u32(header, (uint32_t)(whole_width(self) * scale));
    g_byte_array_append(header, kind, sizeof kind);
    g_byte_array_append(out, signature, sizeof signature);
    append_chunk(out, "IHDR", header->data, header->len);
    append_chunk(out, "IDAT", data->data, data->len);
    append_chunk(out, "IEND", NULL, 0);
    return g_byte_array_free_to_bytes(out);
}

/* Fills a square part of a plane; all in pixels of that plane. */
static void
fill(uint8_t *plane, int stride, int x, int y, int width, int height, uint8_t value)
{
    for (int row = y; row < y + height; row++)
        memset(plane + (size_t)row * (size_t)stride + x, value, (size_t)width);
}

/* Pixels a module. */
static int
scale_in(const RigQr *self, int height)
{
    return MAX(MIN_SCALE, height / 2 / whole_width(self));
}

bool
rig_qr_fits(const RigQr *self, int width, int height)
{
    return whole_width(self) * scale_in(self, height) <= MIN(width, height);
}

void
rig_qr_draw(const RigQr *self, uint8_t *pixels, int width, int height)
{
    const int modules = whole_width(self);
    const int scale = scale_in(self, height);
    const int side = modules * scale;
    const int left = (width - side) / 2 * 2; /* colour is kept for every second pixel */
    uint8_t *const u = pixels + (size_t)width * (size_t)height;
    uint8_t *const v = u + (size_t)width * (size_t)height / 4;

    for (int row = 0; row < modules; row++)
        for (int column = 0; column < modules; column++)
            fill(pixels, width, left + column * scale, row * scale, scale, scale,
                 is_dark(self, column, row) ? BLACK : WHITE);
    fill(u, width / 2, left / 2, 0, (side + 1) / 2, (side + 1) / 2, NO_COLOUR);
    fill(v, width / 2, left / 2, 0, (side + 1) / 2, (side + 1) / 2, NO_COLOUR);
}

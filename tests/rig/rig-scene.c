/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-scene.h"

#include <math.h>
#include <string.h>

#define FPS          25
#define MAX_SMALL    576  /* lines of standard definition */
#define DRIFT_PERIOD 24.0 /* seconds until the disc is back */
#define STRIPE_SPEED 1    /* pixels per picture */

struct RigScene {
    RigSceneKind kind;
    int width;
    int height;
    uint8_t y, u, v;
    uint8_t *ground; /* luma of what stands still */
};

/* Limited range; BT.601 for small pictures and BT.709 for large ones, as everybody assumes who is
 * not told. */
static void
set_colour(RigScene *self, uint32_t rgb)
{
    static const int bt601[3][3] = { { 66, 129, 25 }, { -38, -74, 112 }, { 112, -94, -18 } };
    static const int bt709[3][3] = { { 47, 157, 16 }, { -26, -87, 112 }, { 112, -102, -10 } };
    const int(*const m)[3] = self->height > MAX_SMALL ? bt709 : bt601;
    const int r = (int)(rgb >> 16 & 0xff);
    const int g = (int)(rgb >> 8 & 0xff);
    const int b = (int)(rgb & 0xff);

    self->y = (uint8_t)(16 + (m[0][0] * r + m[0][1] * g + m[0][2] * b + 128) / 256);
    self->u = (uint8_t)((128 * 256 + m[1][0] * r + m[1][1] * g + m[1][2] * b + 128) / 256);
    self->v = (uint8_t)((128 * 256 + m[2][0] * r + m[2][1] * g + m[2][2] * b + 128) / 256);
}

static uint8_t
luma(double value)
{
    return (uint8_t)CLAMP(value, 16, 235);
}

/* Lighter above, darker below. */
static void
draw_ground(RigScene *self)
{
    for (int row = 0; row < self->height; row++) {
        const double light = self->kind == RIG_SCENE_HOME ? 22.0 - 44.0 * row / self->height : 0.0;

        memset(self->ground + (size_t)row * (size_t)self->width, luma(self->y + light),
               (size_t)self->width);
    }
}

RigScene *
rig_scene_new(RigSceneKind kind, uint32_t rgb, int width, int height)
{
    RigScene *self = g_new0(RigScene, 1);

    self->kind = kind;
    self->width = width;
    self->height = height;
    self->ground = g_malloc((size_t)width * (size_t)height);
    set_colour(self, rgb);
    draw_ground(self);
    return self;
}

void
rig_scene_free(RigScene *self)
{
    if (self == NULL)
        return;
    g_free(self->ground);
    g_free(self);
}

size_t
rig_scene_get_size(const RigScene *self)
{
    return (size_t)self->width * (size_t)self->height * 3 / 2;
}

/* Brightens a disc with a soft rim. */
static void
draw_disc(const RigScene *self, uint64_t n, uint8_t *pixels)
{
    const double angle =
        2 * G_PI * (double)(n % (uint64_t)(DRIFT_PERIOD * FPS)) / (DRIFT_PERIOD * FPS);
    const double radius = self->height * 0.22;
    const double cx = self->width * (0.5 + 0.34 * sin(angle));
    const double cy = self->height * (0.42 + 0.12 * cos(2 * angle));
    const int top = MAX(0, (int)(cy - radius));
    const int bottom = MIN(self->height - 1, (int)(cy + radius));

    for (int row = top; row <= bottom; row++) {
        const double dy = row - cy;
        const double half = sqrt(MAX(0.0, radius * radius - dy * dy));
        const int left = MAX(0, (int)(cx - half));
        const int right = MIN(self->width - 1, (int)(cx + half));
        uint8_t *line = pixels + (size_t)row * (size_t)self->width;

        for (int x = left; x <= right; x++) {
            const double dx = x - cx;
            const double inside = 1.0 - (dx * dx + dy * dy) / (radius * radius);

            line[x] = luma(line[x] + 34.0 * MIN(1.0, MAX(0.0, inside) * 2.5));
        }
    }
}

static void
draw_stripes(const RigScene *self, uint64_t n, uint8_t *pixels)
{
    const int period = MAX(16, self->height / 5);
    const uint8_t dark = luma(self->y - 14);
    const uint8_t light = luma(self->y + 14);
    const int shift = (int)(n * STRIPE_SPEED % (uint64_t)period);

    for (int row = 0; row < self->height; row++) {
        uint8_t *line = pixels + (size_t)row * (size_t)self->width;
        int phase = (row + shift) % period;

        for (int x = 0; x < self->width; x++) {
            line[x] = phase < period / 2 ? light : dark;
            if (++phase == period)
                phase = 0;
        }
    }
}

void
rig_scene_draw(const RigScene *self, uint64_t n, uint8_t *pixels)
{
    const size_t n_luma = (size_t)self->width * (size_t)self->height;

    memcpy(pixels, self->ground, n_luma);
    memset(pixels + n_luma, self->u, n_luma / 4);
    memset(pixels + n_luma + n_luma / 4, self->v, n_luma / 4);
    if (self->kind == RIG_SCENE_HOME)
        draw_disc(self, n, pixels);
    else if (self->kind == RIG_SCENE_STRANGER)
        draw_stripes(self, n, pixels);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/screen/fake-frame.h"

#include "pipelines/pipe-frame.h"

#include <math.h>

static void
put(uint8_t *pixel, double r, double g, double b)
{
    pixel[0] = (uint8_t)CLAMP(r, 0, 255);
    pixel[1] = (uint8_t)CLAMP(g, 0, 255);
    pixel[2] = (uint8_t)CLAMP(b, 0, 255);
}

PipeFrame *
fake_frame_new(const char *link, uint64_t generation, uint32_t rgb, int64_t capture_us)
{
    const int width = 320, height = 180;
    uint8_t *pixels = g_malloc((size_t)(width * height * 3));

    for (int i = 0; i < width * height; i++)
        put(pixels + i * 3, rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff);
    return pipe_frame_new(link, generation, 1, capture_us != 0 ? &capture_us : NULL,
                          PIPE_PIXELS_RGB, width, height, (size_t)width * 3,
                          g_bytes_new_take(pixels, (size_t)(width * height * 3)));
}

PipeFrame *
fake_scene_new(const char *link, uint64_t generation, int64_t capture_us)
{
    const int width = 1280, height = 720;
    uint8_t *pixels = g_malloc((size_t)(width * height * 3));

    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            double u = (double)x / width, v = (double)y / height;
            double hill = 0.62 + 0.08 * sin(u * 5 + 1) + 0.03 * sin(u * 17);
            double grain = 6 * sin(x * 12.9898 + y * 78.233);
            uint8_t *pixel = pixels + (y * width + x) * 3;

            if (v < hill)
                put(pixel, 120 + 90 * v + grain, 165 + 50 * v + grain, 215 - 10 * v + grain);
            else
                put(pixel, 70 + 40 * (1 - v) + grain, 120 - 60 * (v - hill) + grain, 60 + grain);
            if (u > 0.55 && u < 0.8 && v > 0.38 && v < 0.7)
                put(pixel, 196 + grain, 172 + grain, 150 + grain);
            if (fabs(u - 0.675) < (v - 0.22) * 0.9 && v > 0.22 && v < 0.38)
                put(pixel, 140 + grain, 72 + grain, 60 + grain);
            if (u > 0.65 && u < 0.7 && v > 0.52 && v < 0.7)
                put(pixel, 88 + grain, 60 + grain, 46 + grain);
        }
    }
    return pipe_frame_new(link, generation, 1, capture_us != 0 ? &capture_us : NULL,
                          PIPE_PIXELS_RGB, width, height, (size_t)width * 3,
                          g_bytes_new_take(pixels, (size_t)(width * height * 3)));
}

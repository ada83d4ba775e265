/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

G_BEGIN_DECLS

/* A frame in one colour. @capture_us: since 1970; 0: no signed time. */
PipeFrame *fake_frame_new(const char *link, uint64_t generation, uint32_t rgb, int64_t capture_us);

/* One that looks like something: a garden scene. */
PipeFrame *fake_scene_new(const char *link, uint64_t generation, int64_t capture_us);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-paintable.h"

#include <stdbool.h>

G_BEGIN_DECLS

/*
 * A picture that outlives its moment: what a paintable was painting, with what was signed of it.
 * There is no other way to get one (attacks.md, SUB-15). Immutable; owned by its holder.
 */
typedef struct {
    GdkTexture *texture;
    char *room;         /* as the link record has it */
    uint64_t sequence;  /* of its unit */
    bool has_capture;   /* the next one is known */
    int64_t capture_us; /* signed time, microseconds since 1970 */
} UiStill;

/*
 * What @paintable paints at this moment, at most @max_width pixels wide (0: as it is); NULL when
 * that is nothing. Main thread.
 */
UiStill *ui_still_take(UiPaintable *paintable, const char *room, int max_width);
void ui_still_free(UiStill *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UiStill, ui_still_free)

/*
 * The picture as a PNG with its room, signed time and sequence number in the file (PNG, section
 * 11.3.4: Title, Creation Time, Ownview Sequence), whole or not at all. Any thread. Errors:
 * G_FILE_ERROR, GDK_PIXBUF_ERROR.
 */
bool ui_still_write(UiStill *self, const char *path, GError **error);

G_END_DECLS

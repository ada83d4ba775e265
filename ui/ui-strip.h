/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-feed.h"
#include "ui/ui-words.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The strip above the picture, never covered: the way back, the room's name from the link record,
 * the state with its mark, and the signed time; a loudspeaker where there is sound, and a sentence
 * where it is held back. Nothing on it comes from the stream (screen.md,
 * rule 4). Where there is more to say of the camera, a button asks for it. Signals: "back",
 * "details", "sound", and "save" while there is a picture.
 */
#define UI_TYPE_STRIP ui_strip_get_type()
G_DECLARE_FINAL_TYPE(UiStrip, ui_strip, UI, STRIP, GtkBox)

GtkWidget *ui_strip_new(void);
void ui_strip_set_room(UiStrip *self, const char *room);
void ui_strip_show(UiStrip *self, const UiView *view, const UiWords *words);
/* Whether there is something to read in Details though nothing is wrong. */
void ui_strip_set_info(UiStrip *self, bool info);

/* What there is to say of the sound; @muted: nobody wants to hear it. */
void ui_strip_set_sound(UiStrip *self, UiSound sound, bool muted);

/* Says @sentence for some seconds where the signed time stands. */
void ui_strip_note(UiStrip *self, const char *sentence);

/* On a narrow screen the state stands below the name instead of beside it. */
void ui_strip_set_narrow(UiStrip *self, bool narrow);
void ui_strip_focus(UiStrip *self);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-state.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Every family of states has a drawing of its own, told apart without colour (screen.md, rule 6).
 */
typedef enum {
    UI_SHAPE_NONE = 0,
    UI_SHAPE_LIVE,
    UI_SHAPE_CHECKING,
    UI_SHAPE_CLOCK,
    UI_SHAPE_CAMERA,
    UI_SHAPE_CROSSED_CAMERA,
    UI_SHAPE_KEY,
    UI_SHAPE_CLOUD,
    UI_SHAPE_HUB,
    UI_SHAPE_BACK,
    UI_SHAPE_CODE,
    UI_SHAPE_FILE,
    UI_SHAPE_PASTE,
    UI_SHAPE_KEYS,
    UI_SHAPE_PLUS,
    UI_SHAPE_UP,
    UI_SHAPE_DOWN,
    UI_SHAPE_ERASE,
    UI_SHAPE_LINK,
    UI_SHAPE_MENU,
    UI_SHAPE_HISTORY,
    UI_SHAPE_PENCIL,
    UI_SHAPE_SAVE,
    UI_SHAPE_SETTINGS,
    UI_SHAPE_INFO,
    UI_SHAPE_SOUND,
    UI_SHAPE_CROSSED_SOUND,
} UiShape;

/* A symbol in the text's colour, as large as the style sheet makes it. Checking moves, unless the
 * person wants no motion. */
#define UI_TYPE_MARK ui_mark_get_type()
G_DECLARE_FINAL_TYPE(UiMark, ui_mark, UI, MARK, GtkWidget)

GtkWidget *ui_mark_new(UiShape shape);
void ui_mark_set_shape(UiMark *self, UiShape shape);
UiShape ui_mark_get_shape(UiMark *self);

UiShape ui_shape_of_kind(UiKind kind);

/* The style class of the kind's family: "quiet", "neutral", "amber" or "red". */
const char *ui_family_of_kind(UiKind kind);

G_END_DECLS

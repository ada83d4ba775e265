/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-words-linking.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What stands in the picture's place: a mark, a title, one or two lines, and what can be done.
 * There is nothing on it that would show the picture (screen.md, rule 2). Signals: "action" for the
 * first button, "details" for the second.
 */
#define UI_TYPE_PANEL ui_panel_get_type()
G_DECLARE_FINAL_TYPE(UiPanel, ui_panel, UI, PANEL, GtkBox)

/* @role: alert for refusals, status for the rest; fixed at construction. */
GtkWidget *ui_panel_new(GtkAccessibleRole role);

/* Says @words, and announces them. */
void ui_panel_say(UiPanel *self, const UiWordsLinking *words);

/* @transition: assistive technology hears of it once, not at every count of seconds. */
void ui_panel_show(UiPanel *self, const UiView *view, const UiWords *words, bool transition);

/* Puts the focus on its first button. False: it has none. */
bool ui_panel_focus(UiPanel *self);

G_END_DECLS

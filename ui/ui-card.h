/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-mark.h"

G_BEGIN_DECLS

/*
 * A large thing to press, for a GtkFlowBox: a mark (none: UI_SHAPE_NONE) above up to two lines of
 * @label, which is shown as it is. @spoken: NULL when that is the label.
 */
GtkWidget *ui_card_new(UiShape shape, const char *label, const char *spoken);

/* A flow box that is made for them: as large as each other, pressed by touch and by Enter. */
GtkFlowBox *ui_card_box_new(void);

G_END_DECLS

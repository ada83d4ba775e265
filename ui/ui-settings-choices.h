/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-choice.h"
#include "ui/ui-store.h"
#include "ui/ui-words-settings.h"

G_BEGIN_DECLS

/* What there is to choose of a setting, and what a choice does to the store. */

/* The choices of UI_SETTING_PIN. */
enum {
    UI_PIN_CHANGE = 0, /* asks for a new one: nothing is applied */
    UI_PIN_REMOVE,
};

/* Fills the empty @choice with those of @setting; what @store has is the chosen one. */
void ui_settings_choices_add(UiChoice *choice, UiSetting setting, const UiStore *store);
/* Puts choice @number of @setting into @store, which the caller saves. What there is to say about
 * it, or "": static. */
const char *ui_settings_choices_apply(UiStore *store, UiSetting setting, int number);

G_END_DECLS

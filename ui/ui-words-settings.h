/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-store.h"

G_BEGIN_DECLS

/* The words of the settings, of the PIN and of the blank screen; as ui-words.h. */

typedef enum {
    UI_SETTING_LANGUAGE = 0,
    UI_SETTING_CLOCK,
    UI_SETTING_BLANK,
    UI_SETTING_PIN,
    UI_SETTING_WAKE_PIN,
    UI_SETTING_NIGHT,
    UI_SETTING_NIGHT_FROM,
    UI_SETTING_NIGHT_TO,
    UI_SETTING_CHIME,
    UI_N_SETTINGS,
} UiSetting;

const char *ui_words_settings_title(UiSetting setting);
/* What it is now. Transfer full. */
char *ui_words_settings_value(UiSetting setting, const UiStore *store);

/* The choices of a setting that has some. */
const char *ui_words_settings_system_language(void);
const char *ui_words_settings_clock(UiClock clock);
char *ui_words_settings_blank(unsigned minutes);
const char *ui_words_settings_change_pin(void);
const char *ui_words_settings_remove_pin(void);

/* How long the picture of a camera is kept when it stops. */
char *ui_words_settings_camera(const char *room);
const char *ui_words_settings_profile(UiProfile profile);

const char *ui_words_settings_back(void);
const char *ui_words_settings_next_start(void); /* of a language that was chosen */
const char *ui_words_settings_not_kept(void);

const char *ui_words_settings_enter_pin(void);
const char *ui_words_settings_new_pin(void);
const char *ui_words_settings_pin_again(void);
const char *ui_words_settings_pin_help(void);
const char *ui_words_settings_not_the_same(void);
const char *ui_words_settings_wrong_pin(void);
char *ui_words_settings_too_often(int64_t seconds);
char *ui_words_settings_forgotten(void);
char *ui_words_settings_entered(unsigned n_digits); /* spoken */

const char *ui_words_settings_wake(void); /* on a screen that is blank */

G_END_DECLS

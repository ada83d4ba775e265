/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-settings-choices.h"

#include "ui/ui-words-time.h"

#define N_HOURS 24

static void
add_languages(UiChoice *choice, const UiStore *store)
{
    size_t n;
    const UiLanguage *all = ui_language_get_all(&n);
    int chosen = 0;

    ui_choice_add(choice, UI_SHAPE_NONE, ui_words_settings_system_language(), 0);
    for (size_t i = 0; i < n; i++) {
        ui_choice_add(choice, UI_SHAPE_NONE, all[i].name, (int)i + 1);
        if (g_strcmp0(store->language, all[i].code) == 0)
            chosen = (int)i + 1;
    }
    ui_choice_set_chosen(choice, chosen);
}

static void
add_hours(UiChoice *choice, unsigned chosen)
{
    for (unsigned hour = 0; hour < N_HOURS; hour++) {
        g_autofree char *label = ui_words_hour(hour);

        ui_choice_add(choice, UI_SHAPE_NONE, label, (int)hour);
    }
    ui_choice_set_chosen(choice, (int)chosen);
}

static void
add_blank(UiChoice *choice, const UiStore *store)
{
    const unsigned *choices = ui_store_get_blank_choices();

    for (int i = 0; i < UI_STORE_N_BLANK; i++) {
        g_autofree char *label = ui_words_settings_blank(choices[i]);

        ui_choice_add(choice, UI_SHAPE_NONE, label, (int)choices[i]);
    }
    ui_choice_set_chosen(choice, (int)store->blank_min);
}

static void
add_clocks(UiChoice *choice, const UiStore *store)
{
    for (int i = 0; i < UI_N_CLOCKS; i++)
        ui_choice_add(choice, UI_SHAPE_NONE, ui_words_settings_clock((UiClock)i), i);
    ui_choice_set_chosen(choice, (int)store->clock);
}

static void
add_pin_choices(UiChoice *choice)
{
    ui_choice_add(choice, UI_SHAPE_NONE, ui_words_settings_change_pin(), UI_PIN_CHANGE);
    ui_choice_add(choice, UI_SHAPE_NONE, ui_words_settings_remove_pin(), UI_PIN_REMOVE);
    ui_choice_focus(choice);
}

void
ui_settings_choices_add(UiChoice *choice, UiSetting setting, const UiStore *store)
{
    if (setting == UI_SETTING_LANGUAGE)
        add_languages(choice, store);
    else if (setting == UI_SETTING_CLOCK)
        add_clocks(choice, store);
    else if (setting == UI_SETTING_BLANK)
        add_blank(choice, store);
    else if (setting == UI_SETTING_PIN)
        add_pin_choices(choice);
    else
        add_hours(choice, setting == UI_SETTING_NIGHT_FROM ? store->night_from : store->night_to);
}

static const char *
apply_language(UiStore *store, int number)
{
    size_t n;
    const UiLanguage *all = ui_language_get_all(&n);
    const char *code = number > 0 && (size_t)number <= n ? all[number - 1].code : NULL;
    const bool same = g_strcmp0(store->language, code) == 0;

    g_free(store->language);
    store->language = g_strdup(code);
    return same ? "" : ui_words_settings_next_start();
}

const char *
ui_settings_choices_apply(UiStore *store, UiSetting setting, int number)
{
    if (setting == UI_SETTING_LANGUAGE)
        return apply_language(store, number);
    if (setting == UI_SETTING_PIN)
        g_clear_pointer(&store->pin, g_free);
    else if (setting == UI_SETTING_CLOCK)
        store->clock = (UiClock)number;
    else if (setting == UI_SETTING_BLANK)
        store->blank_min = (unsigned)number;
    else if (setting == UI_SETTING_NIGHT_FROM)
        store->night_from = (unsigned)number;
    else if (setting == UI_SETTING_NIGHT_TO)
        store->night_to = (unsigned)number;
    return "";
}

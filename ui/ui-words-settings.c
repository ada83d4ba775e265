/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words-settings.h"

#include "ui/ui-fill.h"
#include "ui/ui-words-time.h"
#include "ui/ui-words.h"

#include <glib/gi18n.h>

const char *
ui_words_settings_title(UiSetting setting)
{
    switch (setting) {
    case UI_SETTING_LANGUAGE:
        return _("Language");
    case UI_SETTING_CLOCK:
        return _("Time of day");
    case UI_SETTING_BLANK:
        return _("Blank the screen when nobody touches it");
    case UI_SETTING_PIN:
        return _("Owner PIN for changes to cameras and settings");
    case UI_SETTING_WAKE_PIN:
        return _("Ask for the PIN after a blank screen");
    case UI_SETTING_NIGHT:
        return _("Dim the screen at night");
    case UI_SETTING_NIGHT_FROM:
        return _("The night begins");
    case UI_SETTING_NIGHT_TO:
        return _("The night ends");
    case UI_SETTING_CHIME:
        return _("A soft sound when a camera is not shown");
    case UI_N_SETTINGS:
    default:
        return "";
    }
}

static const char *
on_or_off(bool on)
{
    /* Translators: a setting that is switched on, and one that is not. */
    return on ? C_("a setting", "On") : C_("a setting", "Off");
}

static const char *
language_name(const char *code)
{
    size_t n;
    const UiLanguage *all = ui_language_get_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (g_strcmp0(all[i].code, code) == 0)
            return all[i].name;
    }
    return ui_words_settings_system_language();
}

char *
ui_words_settings_value(UiSetting setting, const UiStore *store)
{
    switch (setting) {
    case UI_SETTING_LANGUAGE:
        return g_strdup(language_name(store->language));
    case UI_SETTING_CLOCK:
        return g_strdup(ui_words_settings_clock(store->clock));
    case UI_SETTING_BLANK:
        return ui_words_settings_blank(store->blank_min);
    case UI_SETTING_PIN:
        return g_strdup(on_or_off(store->pin != NULL));
    case UI_SETTING_WAKE_PIN:
        return g_strdup(on_or_off(store->wake_pin));
    case UI_SETTING_NIGHT:
        return g_strdup(on_or_off(store->night));
    case UI_SETTING_NIGHT_FROM:
        return ui_words_hour(store->night_from);
    case UI_SETTING_NIGHT_TO:
        return ui_words_hour(store->night_to);
    case UI_SETTING_CHIME:
        return g_strdup(on_or_off(store->chime));
    case UI_N_SETTINGS:
    default:
        return g_strdup("");
    }
}

const char *
ui_words_settings_system_language(void)
{
    return _("As this device has it");
}

const char *
ui_words_settings_clock(UiClock clock)
{
    switch (clock) {
    case UI_CLOCK_24:
        return _("24 hours");
    case UI_CLOCK_12:
        return _("12 hours");
    case UI_CLOCK_LANGUAGE:
    case UI_N_CLOCKS:
    default:
        return _("As the language has it");
    }
}

char *
ui_words_settings_blank(unsigned minutes)
{
    g_autofree char *n = ui_words_duration((int64_t)minutes * 60);

    if (minutes == 0)
        return g_strdup(_("Never"));
    /* Translators: {n} is like "5 min". */
    return UI_FILL(_("After {n}"), { "n", n });
}

const char *
ui_words_settings_change_pin(void)
{
    return _("Change the PIN");
}

const char *
ui_words_settings_remove_pin(void)
{
    return _("Remove the PIN");
}

char *
ui_words_settings_camera(const char *room)
{
    return ui_fill_room(_("When the picture of {room} stops"), room);
}

const char *
ui_words_settings_profile(UiProfile profile)
{
    if (profile == UI_PROFILE_DOOR)
        return _("Blank after 5 seconds, for a door or a baby");
    return _("Blank after 10 seconds");
}

const char *
ui_words_settings_back(void)
{
    return _("Back to the settings");
}

const char *
ui_words_settings_next_start(void)
{
    return _("The language changes when Ownview starts the next time.");
}

const char *
ui_words_settings_not_kept(void)
{
    return _("This could not be saved. It holds until Ownview ends.");
}

const char *
ui_words_settings_enter_pin(void)
{
    return _("Enter the owner PIN");
}

const char *
ui_words_settings_new_pin(void)
{
    return _("Choose an owner PIN");
}

const char *
ui_words_settings_pin_again(void)
{
    return _("Enter the PIN again");
}

const char *
ui_words_settings_pin_help(void)
{
    return _("It has 4 to 8 digits. It guards the cameras and these settings, not what is seen.");
}

const char *
ui_words_settings_not_the_same(void)
{
    return _("These were not the same. Choose again.");
}

const char *
ui_words_settings_wrong_pin(void)
{
    return _("This is not the PIN.");
}

char *
ui_words_settings_too_often(int64_t seconds)
{
    g_autofree char *n = ui_words_duration(seconds);

    /* Translators: a PIN; {n} is like "30 s". */
    return UI_FILL(_("It was wrong too often. Wait {n}, then try again."), { "n", n });
}

char *
ui_words_settings_forgotten(void)
{
    /* Translators: {file} is the name of a file, and "pin" stands in it. */
    return UI_FILL(_("If nobody knows it any more: remove the line that begins with “pin” from "
                     "{file} on this device, and start Ownview again."),
                   { "file", OWNVIEW_DEMO ? "\u2068~/.config/ownview-demo/settings.ini\u2069"
                                          : "\u2068~/.config/ownview/settings.ini\u2069" });
}

char *
ui_words_settings_entered(unsigned n_digits)
{
    char n[16];

    g_snprintf(n, sizeof n, "%u", n_digits);
    /* Translators: read aloud while a PIN is entered. */
    return UI_FILL(_("Digits entered: {n}"), { "n", n });
}

const char *
ui_words_settings_wake(void)
{
    return _("Touch to see your cameras");
}

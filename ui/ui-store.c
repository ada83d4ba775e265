/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-store.h"

#include "client/client-settings.h"

#include <gio/gio.h>
#include <string.h>

#define SCREEN     "screen"
#define OWNER      "owner"
#define CAMERAS    "cameras"
#define MAX_DOORS  64
#define MAX_WRONG  1000
#define NIGHT_FROM 22
#define NIGHT_TO   6

static const unsigned blank_choices[UI_STORE_N_BLANK] = { 0, 1, 5, 15, 60 };
static const char *const clocks[UI_N_CLOCKS] = { "language", "24", "12" };

const unsigned *
ui_store_get_blank_choices(void)
{
    return blank_choices;
}

static bool
is_blank_choice(unsigned minutes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(blank_choices); i++) {
        if (blank_choices[i] == minutes)
            return true;
    }
    return false;
}

static bool
is_language(const char *code)
{
    size_t n;
    const UiLanguage *all = ui_language_get_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (g_str_equal(all[i].code, code))
            return true;
    }
    return false;
}

/* As client.h has them: 32 hex digits. */
static bool
is_link(const char *link)
{
    return strlen(link) == 32 && strspn(link, "0123456789abcdef") == 32;
}

/* GLib's own reading of numbers goes on to what the value ends in; here it is digits or nothing. */
static bool
read_number(GKeyFile *file, const char *group, const char *key, unsigned max, unsigned *number)
{
    g_autofree char *text = g_key_file_get_value(file, group, key, NULL);
    guint64 value;

    if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 0, max, &value, NULL))
        return false;
    *number = (unsigned)value;
    return true;
}

static bool
read_switch(GKeyFile *file, const char *group, const char *key)
{
    g_autofree char *text = g_key_file_get_value(file, group, key, NULL);

    return g_strcmp0(text, "yes") == 0;
}

static void
read_screen(UiStore *self, GKeyFile *file)
{
    g_autofree char *language = g_key_file_get_string(file, SCREEN, "language", NULL);
    g_autofree char *clock = g_key_file_get_string(file, SCREEN, "clock", NULL);
    unsigned number;

    if (language != NULL && is_language(language))
        self->language = g_steal_pointer(&language);
    for (int i = 0; i < UI_N_CLOCKS; i++) {
        if (g_strcmp0(clock, clocks[i]) == 0)
            self->clock = (UiClock)i;
    }
    if (read_number(file, SCREEN, "blank-minutes", 60, &number) && is_blank_choice(number))
        self->blank_min = number;
    self->night = read_switch(file, SCREEN, "night");
    if (read_number(file, SCREEN, "night-from", 23, &number))
        self->night_from = number;
    if (read_number(file, SCREEN, "night-to", 23, &number))
        self->night_to = number;
    self->muted = read_switch(file, SCREEN, "mute");
}

static void
read_all(UiStore *self, GKeyFile *file)
{
    g_auto(GStrv) doors = g_key_file_get_string_list(file, CAMERAS, "door", NULL, NULL);

    read_screen(self, file);
    self->pin = g_key_file_get_value(file, OWNER, "pin", NULL);
    self->wake_pin = read_switch(file, OWNER, "wake-pin");
    if (!read_number(file, OWNER, "wrong", MAX_WRONG, &self->n_wrong))
        self->n_wrong = 0;
    for (size_t i = 0; doors != NULL && doors[i] != NULL && i < MAX_DOORS; i++) {
        if (is_link(doors[i]))
            g_hash_table_add(self->doors, g_strdup(doors[i]));
    }
}

static UiStore *
new_store(void)
{
    UiStore *self = g_new0(UiStore, 1);

    self->night_from = NIGHT_FROM;
    self->night_to = NIGHT_TO;
    self->doors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self->file = g_key_file_new();
    g_key_file_set_list_separator(self->file, ';');
    return self;
}

UiStore *
ui_store_parse(const char *data, size_t len, GError **error)
{
    g_autoptr(UiStore) self = new_store();

    if (len > 0
        && !g_key_file_load_from_data(self->file, data, len, G_KEY_FILE_KEEP_COMMENTS, error))
        return NULL;
    read_all(self, self->file);
    return g_steal_pointer(&self);
}

/* What may be in it is not known, so the PIN that may be in it stays closed. */
static UiStore *
new_closed(const char *sentence)
{
    UiStore *self = new_store();

    self->problem = g_strdup(sentence);
    self->pin = g_strdup("");
    return self;
}

UiStore *
ui_store_open(const char *dir)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = dir != NULL ? client_settings_read(dir, &error) : NULL;
    UiStore *self;
    size_t len = 0;
    const char *data = content != NULL ? g_bytes_get_data(content, &len) : NULL;

    if (error != NULL && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return new_closed(error->message);
    g_clear_error(&error);
    self = ui_store_parse(data, len, &error);
    if (self == NULL) {
        g_autofree char *sentence =
            g_strdup_printf("%s/%s can't be understood (%s); correct it, or "
                            "remove it.",
                            dir, CLIENT_SETTINGS_FILE, error->message);

        self = new_closed(sentence);
    }
    self->dir = g_strdup(dir);
    return self;
}

void
ui_store_free(UiStore *self)
{
    if (self == NULL)
        return;
    g_free(self->language);
    g_free(self->pin);
    g_free(self->dir);
    g_free(self->problem);
    g_hash_table_unref(self->doors);
    g_key_file_unref(self->file);
    g_free(self);
}

const char *
ui_store_get_problem(const UiStore *self)
{
    return self->problem;
}

UiProfile
ui_store_get_profile(const UiStore *self, const char *link)
{
    return g_hash_table_contains(self->doors, link) ? UI_PROFILE_DOOR : UI_PROFILE_NORMAL;
}

void
ui_store_set_profile(UiStore *self, const char *link, UiProfile profile)
{
    if (profile == UI_PROFILE_DOOR)
        g_hash_table_add(self->doors, g_strdup(link));
    else
        g_hash_table_remove(self->doors, link);
}

bool
ui_store_is_night(const UiStore *self, unsigned hour)
{
    if (!self->night)
        return false;
    if (self->night_from <= self->night_to)
        return hour >= self->night_from && hour < self->night_to;
    return hour >= self->night_from || hour < self->night_to;
}

/* NULL: the default, which needs no line. */
static void
put(UiStore *self, const char *group, const char *key, const char *value)
{
    if (value != NULL)
        g_key_file_set_value(self->file, group, key, value);
    else
        g_key_file_remove_key(self->file, group, key, NULL);
}

static void
put_number(UiStore *self, const char *group, const char *key, unsigned number, unsigned usual)
{
    g_autofree char *text = g_strdup_printf("%u", number);

    put(self, group, key, number != usual ? text : NULL);
}

static void
put_doors(UiStore *self)
{
    g_autoptr(GList) links = g_list_sort(g_hash_table_get_keys(self->doors), (GCompareFunc)strcmp);
    g_autoptr(GString) text = g_string_new(NULL);

    for (GList *link = links; link != NULL; link = link->next)
        g_string_append_printf(text, "%s;", (const char *)link->data);
    put(self, CAMERAS, "door", text->len > 0 ? text->str : NULL);
}

char *
ui_store_print(UiStore *self)
{
    put(self, SCREEN, "language", self->language);
    put(self, SCREEN, "clock", self->clock != UI_CLOCK_LANGUAGE ? clocks[self->clock] : NULL);
    put_number(self, SCREEN, "blank-minutes", self->blank_min, 0);
    put(self, SCREEN, "night", self->night ? "yes" : NULL);
    put_number(self, SCREEN, "night-from", self->night_from, NIGHT_FROM);
    put_number(self, SCREEN, "night-to", self->night_to, NIGHT_TO);
    put(self, SCREEN, "mute", self->muted ? "yes" : NULL);
    put(self, OWNER, "pin", self->pin);
    put(self, OWNER, "wake-pin", self->wake_pin ? "yes" : NULL);
    put_number(self, OWNER, "wrong", MIN(self->n_wrong, MAX_WRONG), 0);
    put_doors(self);
    return g_key_file_to_data(self->file, NULL, NULL);
}

bool
ui_store_save(UiStore *self, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GBytes) content = NULL;

    if (self->problem != NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, self->problem);
        return false;
    }
    text = ui_store_print(self);
    if (self->dir == NULL)
        return true;
    content = g_bytes_new(text, strlen(text));
    return client_settings_write(self->dir, content, error);
}

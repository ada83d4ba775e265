/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-language.h"
#include "ui/ui-state.h"

G_BEGIN_DECLS

/*
 * What a person chose for this screen, and the file that keeps it. Each value is checked by itself
 * when it is read: one that is not known, or out of range, is as if it were not there. What else is
 * in the file stays there. Main thread.
 */
typedef struct {
    /* to be changed at will, and then kept by ui_store_save() */
    char *language; /* a code of ui-language.h; NULL: the system's language */
    UiClock clock;
    unsigned blank_min;  /* without touch or key, then the screen is blank; 0: never */
    bool wake_pin;       /* and needs the PIN, if there is one */
    bool night;          /* dim between the next two */
    unsigned night_from; /* full hours, 0 to 23, local time */
    unsigned night_to;
    bool muted; /* no camera's sound is heard */
    char *pin;  /* client_pin_seal()'s; NULL: none. What is no seal is a PIN that nobody knows */
    unsigned n_wrong; /* PINs in a row */

    /* private */
    GHashTable *doors; /* link ids of UI_PROFILE_DOOR */
    GKeyFile *file;
    char *dir;     /* NULL: nothing is kept */
    char *problem; /* the file is there and can't be believed */
} UiStore;

/* The choices of a row, the default first. Static. */
#define UI_STORE_N_BLANK 5
const unsigned *ui_store_get_blank_choices(void); /* minutes */

/*
 * @dir: as client_settings_default_dir(); NULL: nothing is read or kept. Never NULL: a file that
 * can't be believed leaves the defaults, and the PIN that may be in it closed.
 */
UiStore *ui_store_open(const char *dir);
/* What a file of @data would give; nothing is kept. NULL: it is no such file at all. */
UiStore *ui_store_parse(const char *data, size_t len, GError **error);
void ui_store_free(UiStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UiStore, ui_store_free)

/* One sentence about the file, which is left as it is then; or NULL. Borrowed. */
const char *ui_store_get_problem(const UiStore *self);

UiProfile ui_store_get_profile(const UiStore *self, const char *link);
void ui_store_set_profile(UiStore *self, const char *link, UiProfile profile);

/* Whether @hour (0 to 23) is in the night that was chosen. */
bool ui_store_is_night(const UiStore *self, unsigned hour);

/* On the disk when it returns. False: it is not, and the values hold until the process ends.
 * Errors: G_IO_ERROR, one sentence. */
bool ui_store_save(UiStore *self, GError **error);

/* The file's text as it would be written. Transfer full. */
char *ui_store_print(UiStore *self);

G_END_DECLS

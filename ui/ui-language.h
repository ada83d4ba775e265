/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

G_BEGIN_DECLS

/* A language that the screen speaks. */
typedef struct {
    const char *code; /* as gettext writes it, and a settings file may: "zh_CN" */
    const char *name; /* its own name for itself, in its own script: never translated */
    bool right_to_left;
} UiLanguage;

/* All of them, English first, in the order in which they are offered. Static. */
const UiLanguage *ui_language_get_all(size_t *n_languages);

/* @folder: where the catalogues are, as <code>/LC_MESSAGES/ownview.mo. Before ui_language_apply().
 */
void ui_language_bind(const char *folder);

/*
 * From now on the screen speaks @code; NULL, or one that there is no catalogue for: the system's
 * language (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), or English. Works whether or not the C library
 * has a locale for it. Once in a process, before gtk_init() and before there is a second thread: it
 * writes the environment. Another choice therefore takes effect at the next start, which has to get
 * LANGUAGE as it was.
 */
void ui_language_apply(const char *code);

/* Lets GTK lay out in the direction of the language. After gtk_init(), which sets its own, and
 * before the first widget. */
void ui_language_turn(void);

/* The code of the language that was applied; "en" before. Borrowed until the next call. */
const char *ui_language_get(void);

/* How a time of day is written. */
typedef enum {
    UI_CLOCK_LANGUAGE = 0, /* as the language has it */
    UI_CLOCK_24,
    UI_CLOCK_12,
    UI_N_CLOCKS,
} UiClock;

/* The process's, as the locale is. Main thread. */
void ui_language_set_clock(UiClock clock);
UiClock ui_language_get_clock(void);

/* Whether the C library's own forms of times (%X and %x) are in that language: it has a locale for
 * it, and was asked for it. */
bool ui_language_has_clock(void);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Times as they are written and spoken of; as ui-words.h. */

/* A time of day in the locale's form, with the date when it is not @now's day; isolated, like a
 * room's name. Both µs since 1970. */
char *ui_words_time(int64_t wall_us, int64_t now_us);

/* A full hour of the day, 0 to 23, as the settings offer it; isolated too. */
char *ui_words_hour(unsigned hour);
/* Seconds, minutes or hours with their unit, short. Transfer full. */
char *ui_words_duration(int64_t seconds);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ui/ui-state.h"

G_BEGIN_DECLS

/* What Details lists; as ui-words.h. */

/*
 * Rows for Details: names and values by turns, NULL at the end. @lists_us: what is known of
 * withdrawn keys is out of date, and from that time (0: not known); UI_NEVER_US: it is not.
 * Transfer full.
 */
GStrv
ui_words_details(const UiView *view, const ClientCamera *camera, int64_t lists_us, int64_t now_us);

/* One more of them; the first 8 bytes of a key's hash; a number. */
void ui_words_add_row(GStrvBuilder *rows, const char *name, const char *value);
void ui_words_add_key(GStrvBuilder *rows, const uint8_t key[8]);
void ui_words_add_number(GStrvBuilder *rows, const char *name, uint64_t number);

G_END_DECLS

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What the words on the command line stand for: an only word that is a directory, or a playlist
 * (*.m3u8), becomes the init segment and the segments in it, in order; anything else is a list of
 * files already. Errors: one sentence for standard error. NULL-terminated; transfer full.
 */
char **verify_input_expand(char **words, GError **error);

/*
 * All of them, before anything is judged: one that can't be read means that nothing is printed. Of
 * each at most what may be judged, and one byte more. GBytes; transfer full.
 */
GPtrArray *verify_input_read(char **paths, GError **error);

G_END_DECLS

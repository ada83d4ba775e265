/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* What this process has at this moment: open descriptors, resident bytes, and those of them that
 * are in no file: libraries are, and come in by the page as they are used. */
int measure_fds(void);
double measure_rss(void);
double measure_anonymous(void);

G_END_DECLS

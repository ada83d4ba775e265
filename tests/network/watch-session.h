/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/network/watch.h"

G_BEGIN_DECLS

/* Selects camera @link, which must be there. @sink: gets the admissions; NULL: nobody. */
void watch_start(Watch *self, ClientHome *home, const char *link, const ClientSink *sink);
void watch_stop(Watch *self);

/* The link of the camera in room @room, which must be there; borrowed from @home. */
const char *watch_find_link(ClientHome *home, const char *room);

/* All links of this process's store are asked at @address_of (room) from now on; transfer full. */
typedef char *(*WatchAddress)(const char *room, gpointer user_data);
void watch_redirect(WatchAddress address_of, gpointer user_data);

G_END_DECLS

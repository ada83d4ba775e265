/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Where a server's chain may end. glib-networking (2.74) reads the default database's anchors anew
 * for every connection, even for one that gets a database of its own then: of the system's, 140
 * certificates, 4 MiB for as long as the connection lives. From here on the default asks one copy
 * of the system's, which is opened when the first chain has to end there. For the whole process,
 * once; any thread.
 */
void fetch_anchors_share(void);

/*
 * One anchor, in DER, and no other. *@fd: of the file that it is read from, to be closed after the
 * last connection; -1 on failure. Errors: G_IO_ERROR, G_TLS_ERROR, one sentence. Transfer full.
 */
GTlsDatabase *fetch_anchors_open(GBytes *der, int *fd, GError **error);

G_END_DECLS

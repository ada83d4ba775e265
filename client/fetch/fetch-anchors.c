/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-anchors.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FETCH_TYPE_SYSTEM (fetch_system_get_type())
G_DECLARE_FINAL_TYPE(FetchSystem, fetch_system, FETCH, SYSTEM, GTlsDatabase)

/* Only asks: it has no anchors of its own that a connection could copy. */
struct _FetchSystem {
    GTlsDatabase parent;
};

G_DEFINE_FINAL_TYPE(FetchSystem, fetch_system, G_TYPE_TLS_DATABASE)

/* The backend's own default can be had only while there is no other. */
static gpointer
open_system(gpointer self)
{
    GTlsBackend *backend = g_tls_backend_get_default();
    GTlsDatabase *anchors;

    g_tls_backend_set_default_database(backend, NULL);
    anchors = g_tls_backend_get_default_database(backend);
    g_tls_backend_set_default_database(backend, self);
    return anchors;
}

static GTlsCertificateFlags
verify_chain(GTlsDatabase *self,
             GTlsCertificate *chain,
             const char *purpose,
             GSocketConnectable *identity,
             GTlsInteraction *interaction,
             GTlsDatabaseVerifyFlags flags,
             GCancellable *cancellable,
             GError **error)
{
    static GOnce once = G_ONCE_INIT;
    GTlsDatabase *anchors = g_once(&once, open_system, self);

    return g_tls_database_verify_chain(anchors, chain, purpose, identity, interaction, flags,
                                       cancellable, error);
}

static void
fetch_system_class_init(FetchSystemClass *class)
{
    G_TLS_DATABASE_CLASS(class)->verify_chain = verify_chain;
}

static void
fetch_system_init(G_GNUC_UNUSED FetchSystem *self)
{
}

static gpointer
share(G_GNUC_UNUSED gpointer unused)
{
    g_autoptr(GTlsDatabase) anchors = g_object_new(FETCH_TYPE_SYSTEM, NULL);

    g_tls_backend_set_default_database(g_tls_backend_get_default(), anchors);
    return NULL;
}

void
fetch_anchors_share(void)
{
    static GOnce once = G_ONCE_INIT;

    g_once(&once, share, NULL);
}

/*
 * A file of one anchor that exists in memory alone: GIO takes anchors from files only, and
 * glib-networking reads them anew for each connection. -1 with @error on failure.
 */
static int
make_anchor_file(GBytes *der, GError **error)
{
    g_autofree char *base64 = g_base64_encode(g_bytes_get_data(der, NULL), g_bytes_get_size(der));
    g_autofree char *pem =
        g_strdup_printf("-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", base64);
    ssize_t len = (ssize_t)strlen(pem);
    int fd = memfd_create("tls-anchor", MFD_CLOEXEC);

    if (fd >= 0 && write(fd, pem, (size_t)len) == len)
        return fd;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                "There is no memory for the server's anchor: %s.", g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

GTlsDatabase *
fetch_anchors_open(GBytes *der, int *fd, GError **error)
{
    g_autofree char *path = NULL;

    *fd = make_anchor_file(der, error);
    if (*fd < 0)
        return NULL;
    path = g_strdup_printf("/proc/self/fd/%d", *fd);
    return g_tls_file_database_new(path, error);
}

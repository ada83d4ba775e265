/* SPDX-License-Identifier: Apache-2.0 */
/* Where a server's chain may end: the system's anchors, or one; and no connection copies them. */
#include "client/fetch/fetch-anchors.h"
#include "tests/rig/rig-cert.h"
#include "tests/rig/rig-identity.h"

#include <malloc.h>
#include <unistd.h>

#define SYSTEM_FILE   "/etc/ssl/certs/ca-certificates.crt"
#define N_CONNECTIONS 8

static GTlsDatabase *before; /* the default, as GIO has it */
static RigMaker *maker;

static GTlsCertificate *
to_certificate(GBytes *der)
{
    g_autofree char *pem = rig_cert_to_pem(der);
    g_autoptr(GError) error = NULL;
    GTlsCertificate *made = g_tls_certificate_new_from_pem(pem, -1, &error);

    g_assert_no_error(error);
    return made;
}

/* NULL, and the test is skipped, where there is none. */
static GTlsCertificate *
system_root(void)
{
    GList *all = g_tls_certificate_list_new_from_file(SYSTEM_FILE, NULL);
    GTlsCertificate *first = all != NULL ? g_object_ref(all->data) : NULL;

    g_list_free_full(all, g_object_unref);
    if (first == NULL)
        g_test_skip("the system has no anchors: " SYSTEM_FILE);
    return first;
}

static GTlsCertificateFlags
verify(GTlsDatabase *anchors, GTlsCertificate *certificate)
{
    return g_tls_database_verify_chain(anchors, certificate,
                                       G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, NULL, NULL,
                                       G_TLS_DATABASE_VERIFY_NONE, NULL, NULL);
}

static void
test_the_system_decides_as_before(void)
{
    g_autoptr(GTlsCertificate) known = system_root();
    g_autoptr(GTlsCertificate) unknown = to_certificate(maker->root);
    g_autoptr(GTlsDatabase) now = g_tls_backend_get_default_database(g_tls_backend_get_default());

    if (known == NULL)
        return;
    g_assert_true(now != before);
    g_assert_cmpuint(verify(before, known), ==, 0);
    g_assert_cmpuint(verify(now, known), ==, 0);
    g_assert_cmpuint(verify(before, unknown), ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
    g_assert_cmpuint(verify(now, unknown), ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
}

static void
test_one_anchor_and_no_other(void)
{
    g_autoptr(GTlsCertificate) mine = to_certificate(maker->root);
    g_autoptr(GTlsCertificate) other = system_root();
    g_autoptr(GError) error = NULL;
    int fd = -1;
    g_autoptr(GTlsDatabase) anchors = fetch_anchors_open(maker->root, &fd, &error);

    g_assert_no_error(error);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpuint(verify(anchors, mine), ==, 0);
    if (other != NULL)
        g_assert_cmpuint(verify(anchors, other), ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
    close(fd);
}

/* Of GIO's own default each would have a copy of some 4 MiB. */
static void
test_a_connection_copies_no_anchors(void)
{
    g_autoptr(GSocket) socket =
        g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
    g_autoptr(GSocketConnection) plain = g_socket_connection_factory_create_connection(socket);
    GIOStream *made[N_CONNECTIONS + 1];
    size_t in_use = 0;

    for (guint i = 0; i < G_N_ELEMENTS(made); i++) {
        g_autoptr(GError) error = NULL;

        if (i == 1) /* the first one sets up what all have */
            in_use = mallinfo2().uordblks;
        made[i] = g_tls_client_connection_new(G_IO_STREAM(plain), NULL, &error);
        g_assert_no_error(error);
    }
    g_assert_cmpuint(mallinfo2().uordblks - in_use, <, N_CONNECTIONS * 64 * 1024);
    for (guint i = 0; i < G_N_ELEMENTS(made); i++)
        g_object_unref(made[i]);
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    before = g_tls_backend_get_default_database(g_tls_backend_get_default());
    maker = rig_maker_new("maker-a", RIG_MAKER_PRODUCTION);
    fetch_anchors_share();
    g_test_add_func("/fetch-anchors/the-system-decides-as-before",
                    test_the_system_decides_as_before);
    g_test_add_func("/fetch-anchors/one-anchor-and-no-other", test_one_anchor_and_no_other);
    g_test_add_func("/fetch-anchors/NET-12/a-connection-copies-no-anchors",
                    test_a_connection_copies_no_anchors);
    status = g_test_run();
    rig_maker_unref(maker);
    g_object_unref(before);
    return status;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/cache.h"

#include "tests/network/hostile.h"
#include "tests/network/rig-child.h"
#include "tests/unit/tree.h"

#include <unistd.h>

struct Cache {
    GSubprocess *process;
    char *dir;
    guint16 port;
};

static char *
find_nginx(void)
{
    /* Debian has it where only root looks */
    return g_file_test("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE)
               ? g_strdup("/usr/sbin/nginx")
               : g_find_program_in_path("nginx");
}

bool
cache_is_there(void)
{
    g_autofree char *program = find_nginx();

    return program != NULL;
}

static void
write_file(const Cache *self, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(self->dir, name, NULL);
    g_autoptr(GError) error = NULL;

    g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
    g_assert_no_error(error);
}

static void
add_backends(GString *conf, const CacheSettings *settings)
{
    for (size_t i = 0; i < CACHE_MAX_BACKENDS && settings->backends[i].slug != NULL; i++)
        g_string_append_printf(
            conf, "location /%s/ { set $camera %s; proxy_pass https://127.0.0.1:%u; }\n",
            settings->backends[i].slug, settings->backends[i].slug, settings->backends[i].port);
}

static void
write_conf(const Cache *self, const CacheSettings *settings)
{
    g_autoptr(GString) conf = g_string_new(NULL);

    g_string_append_printf(
        conf,
        "%s daemon off; worker_processes 1; pid %s/pid; error_log %s/error.log;\n"
        "events { worker_connections 256; }\n"
        "http {\n"
        "access_log off; client_body_temp_path %s/body; proxy_temp_path %s/temp;\n"
        "fastcgi_temp_path %s/1; uwsgi_temp_path %s/2; scgi_temp_path %s/3;\n"
        "proxy_cache_path %s/cache keys_zone=objects:1m max_size=64m use_temp_path=off;\n"
        "map $uri $object { ~/(?<name>[^/]+)$ $name; }\n"
        "map $uri $swapped { default $uri; ~/(?<init>init-[^/]+)$ $init; }\n"
        "map $uri $kind { ~/(?<word>[a-z]+)[^/]*$ $word; }\n",
        geteuid() == 0 ? "user root;" : "", /* or its worker could not reach what is ours */
        self->dir, self->dir, self->dir, self->dir, self->dir, self->dir, self->dir, self->dir);
    g_string_append_printf(conf,
                           "server {\nlisten 127.0.0.1:%u ssl;\n"
                           "ssl_certificate %s/cert.pem; ssl_certificate_key %s/cert.pem;\n"
                           "proxy_http_version 1.1; proxy_set_header Connection '';\n"
                           "proxy_cache objects; proxy_cache_key \"%s\"; proxy_cache_lock on;\n",
                           self->port, self->dir, self->dir, settings->key);
    if (settings->valid != NULL)
        g_string_append_printf(conf,
                               "proxy_ignore_headers Cache-Control; proxy_cache_valid 200 %s;\n",
                               settings->valid);
    if (settings->obeys)
        g_string_append(conf, "proxy_cache_bypass $http_cache_control;\n");
    add_backends(conf, settings);
    g_string_append(conf, "}\n}\n");
    write_file(self, "nginx.conf", conf->str);
}

Cache *
cache_new(const RigHome *home, const CacheSettings *settings)
{
    Cache *self = g_new0(Cache, 1);
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_autoptr(GError) error = NULL;
    g_autofree char *program = find_nginx();
    g_autofree char *cert = hostile_home_certificate(home);
    g_autofree char *conf = NULL;
    g_autofree char *log = NULL;
    int fd;

    self->dir = g_dir_make_tmp("ownview-cache-XXXXXX", &error);
    g_assert_no_error(error);
    self->port = wire_listen(&fd);
    write_file(self, "cert.pem", cert);
    write_conf(self, settings);
    conf = g_build_filename(self->dir, "nginx.conf", NULL);
    log = g_build_filename(self->dir, "error.log", NULL);
    /* it takes over a socket that listens already, as when nginx is replaced while it runs: nobody
     * has to wait for it, and no other program can get the port in between */
    g_subprocess_launcher_take_fd(launcher, fd, 3);
    g_subprocess_launcher_setenv(launcher, "NGINX", "3;", TRUE);
    g_subprocess_launcher_set_child_setup(launcher, rig_child_end_with_parent, NULL, NULL);
    self->process = g_subprocess_launcher_spawn(launcher, &error, program, "-p", self->dir, "-c",
                                                conf, "-e", log, NULL);
    g_assert_no_error(error);
    return self;
}

void
cache_free(Cache *self)
{
    if (self == NULL)
        return;
    g_subprocess_send_signal(self->process, SIGTERM);
    g_subprocess_wait(self->process, NULL, NULL);
    g_object_unref(self->process);
    tree_remove(self->dir);
    g_free(self->dir);
    g_free(self);
}

guint16
cache_get_port(const Cache *self)
{
    return self->port;
}

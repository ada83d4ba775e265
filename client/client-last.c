/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-last.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store.h"

#include <string.h>
#include <unistd.h>

#define FILE_NAME "last"
#define MAX_LEN   64

char *
client_last_read(void)
{
    g_autofree char *path = camera_store_state_dir();
    g_autoptr(GBytes) file = NULL;
    int dir = camera_file_open_dir(path, NULL);
    const char *link;
    size_t len;

    if (dir < 0)
        return NULL;
    file = camera_file_read(dir, path, FILE_NAME, MAX_LEN, NULL);
    close(dir);
    if (file == NULL)
        return NULL;
    link = g_bytes_get_data(file, &len);
    return g_strndup(link, len);
}

void
client_last_write(const char *link)
{
    g_autofree char *path = camera_store_state_dir();
    g_autoptr(GBytes) file = g_bytes_new(link, strlen(link));
    int dir = camera_file_open_dir(path, NULL);

    if (dir < 0)
        return;
    camera_file_note(dir, path, FILE_NAME, file, NULL);
    close(dir);
}

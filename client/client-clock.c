/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-clock.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store.h"
#include "client/client-time.h"

#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

/* Seconds since 1970 at which this source was released: no honest clock is earlier (identity.md,
 * "Time"). */
#define RELEASED_AT INT64_C(1795305600) /* 2026-11-22T00:00:00Z */

#define FILE_NAME "clock"
#define GROUP     "agreed"
#define MAX_LEN   1024
#define LATEST_US (INT64_C(253402300799) * G_USEC_PER_SEC) /* the end of year 9999 */
#define BOOT_ID   "/proc/sys/kernel/random/boot_id"

static int64_t
read_us(clockid_t clock)
{
    struct timespec now = { 0 };

    if (clock_gettime(clock, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

int64_t
client_clock_boot_us(void)
{
    return read_us(CLOCK_BOOTTIME);
}

int64_t
client_clock_floor_us(void)
{
    return RELEASED_AT * G_USEC_PER_SEC;
}

static ClientTimeReading
read_system(void)
{
    struct timex state = { 0 }; /* modes 0: only asks */
    int answer = adjtimex(&state);

    return (ClientTimeReading){
        .synchronised = answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0,
        .wall_us = read_us(CLOCK_REALTIME),
        .boot_us = client_clock_boot_us(),
    };
}

/* This start of the device. NULL: the kernel does not say. Transfer full. */
static char *
read_boot_id(void)
{
    char *id = NULL;

    if (!g_file_get_contents(BOOT_ID, &id, NULL, NULL))
        return NULL;
    return g_strchomp(id);
}

static int
open_state(char **path)
{
    *path = camera_store_state_dir();
    return camera_file_open_dir(*path, NULL);
}

/* What can't be read or believed is as if it were not there. */
static ClientTimeAgreed
read_agreed(void)
{
    ClientTimeAgreed agreed = { 0 };
    g_autofree char *path = NULL;
    g_autofree char *boot = NULL;
    g_autofree char *boot_now = read_boot_id();
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GBytes) file = NULL;
    g_autoptr(GError) error = NULL;
    int dir = open_state(&path);

    if (dir < 0)
        return agreed;
    file = camera_file_read(dir, path, FILE_NAME, MAX_LEN, NULL);
    close(dir);
    if (file == NULL || !g_key_file_load_from_bytes(keys, file, G_KEY_FILE_NONE, NULL))
        return agreed;
    boot = g_key_file_get_string(keys, GROUP, "boot", NULL);
    agreed.wall_us = g_key_file_get_int64(keys, GROUP, "wall-us", &error);
    if (error == NULL)
        agreed.boot_us = g_key_file_get_int64(keys, GROUP, "boot-us", &error);
    agreed.known = error == NULL && agreed.wall_us >= client_clock_floor_us()
                   && agreed.wall_us <= LATEST_US && agreed.boot_us >= 0
                   && agreed.boot_us <= LATEST_US;
    agreed.this_boot = boot != NULL && g_strcmp0(boot, boot_now) == 0;
    return agreed;
}

static void
write_agreed(const ClientTimeAgreed *agreed)
{
    g_autofree char *path = NULL;
    g_autofree char *boot = read_boot_id();
    g_autofree char *text = NULL;
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GBytes) file = NULL;
    int dir = open_state(&path);
    gsize len;

    if (dir < 0)
        return;
    g_key_file_set_string(keys, GROUP, "boot", boot != NULL ? boot : "");
    g_key_file_set_int64(keys, GROUP, "wall-us", agreed->wall_us);
    g_key_file_set_int64(keys, GROUP, "boot-us", agreed->boot_us);
    text = g_key_file_to_data(keys, &len, NULL);
    file = g_bytes_new_take(g_steal_pointer(&text), len);
    camera_file_note(dir, path, FILE_NAME, file, NULL);
    close(dir);
}

static ProvClock
read_clock(bool doubted)
{
    ClientTimeAgreed agreed = read_agreed();
    ClientTimeReading reading = read_system();

    reading.synchronised = reading.synchronised && !doubted;
    return client_time_judge(&agreed, &reading, client_clock_floor_us());
}

ProvClock
client_clock_read(void)
{
    return read_clock(false);
}

ProvClock
client_clock_read_doubted(void)
{
    return read_clock(true);
}

void
client_clock_agree(int64_t capture_us)
{
    ClientTimeAgreed agreed = read_agreed(), newer;
    ClientTimeReading reading = read_system();

    if (client_time_agree(&agreed, &reading, capture_us, &newer))
        write_agreed(&newer);
}

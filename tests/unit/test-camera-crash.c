/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that dies, and a disk that fails, at each system call of a write (STO-06, STO-07). The
 * calls are this program's own, in front of libc's: they count, and then do what they are called
 * for, fail, or end the process. Nothing of it is in the product.
 */
#include "client/cameras/camera-mark.h"
#include "tests/unit/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIED    77
#define MAX_FDS 64

typedef enum {
    FAULT_NONE = 0, /* calls are counted */
    FAULT_DIE,      /* the call is made, then the process ends */
    FAULT_TEAR,     /* the same in the middle of a write; only writes are counted */
    FAULT_POWER,    /* as FAULT_DIE, and what no fsync has put on the disk is lost */
    FAULT_FAIL,     /* the call is not made, and fails once */
    FAULT_BREAK,    /* the same for it and for every one after it that changes something */
} Fault;

static struct {
    bool armed;
    Fault fault;
    int error;
    unsigned at; /* number of the call, from 1 */
    unsigned n_calls;
    bool dirty[MAX_FDS]; /* written to, and not yet on the disk; stays open */
} disk;

typedef enum {
    CALL_READS,
    CALL_CHANGES,
    CALL_WRITES,
} Call;

/* True: the call fails with errno set. */
static bool
fails(Call call)
{
    if (!disk.armed || (disk.fault == FAULT_TEAR && call != CALL_WRITES))
        return false;
    disk.n_calls++;
    if ((disk.fault == FAULT_FAIL && disk.n_calls == disk.at)
        || (disk.fault == FAULT_BREAK && disk.n_calls >= disk.at && call != CALL_READS)) {
        errno = disk.error;
        return true;
    }
    return false;
}

static void
lose_what_is_dirty(void)
{
    for (int fd = 0; fd < MAX_FDS; fd++)
        if (disk.dirty[fd])
            syscall(SYS_ftruncate, fd, 0);
}

static long
done(long result)
{
    if (!disk.armed || disk.n_calls != disk.at)
        return result;
    if (disk.fault == FAULT_POWER)
        lose_what_is_dirty();
    if (disk.fault == FAULT_DIE || disk.fault == FAULT_TEAR || disk.fault == FAULT_POWER)
        _exit(DIED);
    return result;
}

int
open(const char *path, int flags, ...)
{
    va_list args;
    mode_t mode;

    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    return fails(CALL_READS) ? -1 : (int)done(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

int
openat(int dir, const char *path, int flags, ...)
{
    va_list args;
    mode_t mode;

    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    return fails((flags & O_CREAT) != 0 ? CALL_CHANGES : CALL_READS)
               ? -1
               : (int)done(syscall(SYS_openat, dir, path, flags, mode));
}

ssize_t
write(int fd, const void *data, size_t len)
{
    if (fails(CALL_WRITES))
        return -1;
    if (disk.armed && disk.fault == FAULT_TEAR && disk.n_calls == disk.at)
        len /= 2;
    if (disk.armed && disk.fault == FAULT_POWER && fd < MAX_FDS)
        disk.dirty[fd] = true;
    return done(syscall(SYS_write, fd, data, len));
}

ssize_t
read(int fd, void *data, size_t len)
{
    return fails(CALL_READS) ? -1 : done(syscall(SYS_read, fd, data, len));
}

/* Not made: what a process has written outlives it, and waiting for the disk takes minutes here. */
int
fsync(int fd)
{
    if (fails(CALL_CHANGES))
        return -1;
    if (disk.armed && fd < MAX_FDS)
        disk.dirty[fd] = false;
    return (int)done(0);
}

int
renameat(int from_dir, const char *from, int to_dir, const char *to)
{
    return fails(CALL_CHANGES) ? -1
                               : (int)done(syscall(SYS_renameat2, from_dir, from, to_dir, to, 0));
}

int
unlinkat(int dir, const char *path, int flags)
{
    return fails(CALL_CHANGES) ? -1 : (int)done(syscall(SYS_unlinkat, dir, path, flags));
}

int
mkdir(const char *path, mode_t mode)
{
    return fails(CALL_CHANGES) ? -1 : (int)done(syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

int
flock(int fd, int operation)
{
    return fails(CALL_READS) ? -1 : (int)done(syscall(SYS_flock, fd, operation));
}

/* Not failed: Linux has closed it all the same. */
int
close(int fd)
{
    if (disk.armed && disk.fault != FAULT_TEAR)
        disk.n_calls++;
    return (int)done(disk.armed && fd < MAX_FDS && disk.dirty[fd] ? 0 : syscall(SYS_close, fd));
}

/* One kind of write: what stands before it, itself, and what may stand afterwards. */
typedef struct {
    const char *name;
    bool linked; /* the camera is there already */
    bool (*write)(void);
    const char *before; /* room of the camera, NULL: there is none */
    const char *after;
} Change;

static bool
do_link(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "New");

    record->generation = 0;
    return camera_store_save(NULL, record, NULL);
}

static bool
do_rename(void)
{
    return camera_store_rename(NULL, STORE_ID_A, "New", NULL);
}

static bool
do_remove(void)
{
    return camera_store_remove(NULL, STORE_ID_A, NULL);
}

static bool
do_move(void)
{
    return camera_store_move(NULL, STORE_ID_A, 0, NULL);
}

static bool
do_mark(void)
{
    static const ProvMark mark = { (char *)"urn:c2pa:1", 1, 2, 3, { NULL } };
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");

    return camera_mark_write(NULL, record, &mark, NULL);
}

static const Change changes[] = {
    { "first-link", false, do_link, NULL, "New" }, { "link", false, do_link, NULL, "New" },
    { "rename", true, do_rename, "Old", "New" },   { "unlink", true, do_remove, "Old", NULL },
    { "move", true, do_move, "Old", "Old" },       { "mark", true, do_mark, "Old", "Old" },
};

static void
set_up(const Change *change)
{
    store_wipe();
    if (change != &changes[0])
        store_link(STORE_ID_B, "Garage");
    if (change->linked)
        store_link(STORE_ID_A, "Old");
}

/* The change made under @fault at call number @at; whether it stands. */
static bool
run(const Change *change, Fault fault, int error, unsigned at)
{
    bool stands;

    disk.n_calls = 0;
    disk.fault = fault;
    disk.error = error;
    disk.at = at;
    disk.armed = true;
    stands = change->write();
    disk.armed = false;
    return stands;
}

/* The same in a process of its own; false when it died, and nothing was closed or freed. */
static bool
outlives(const Change *change, Fault fault, unsigned at)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0)
        _exit(run(change, fault, 0, at) ? 0 : 1);
    g_assert_cmpint(child, >, 0);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != DIED)
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    return WEXITSTATUS(status) == 0;
}

/* The camera is as before or as after, the other one as ever, and nothing is anybody's problem. */
static void
check(const Change *change, unsigned at, bool old_is_fine, bool new_is_fine)
{
    g_autoptr(GPtrArray) list = store_list();
    const char *room = NULL;
    bool other = change == &changes[0];

    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = list->pdata[i];

        if (listing->problem != NULL)
            g_error("%s, call %u: %s", change->name, at, listing->problem);
        if (strcmp(listing->id, STORE_ID_A) == 0)
            room = listing->record->room;
        else
            other = strcmp(listing->record->room, "Garage") == 0;
    }
    g_assert_true(other);
    if (!(old_is_fine && g_strcmp0(room, change->before) == 0)
        && !(new_is_fine && g_strcmp0(room, change->after) == 0))
        g_error("%s, call %u: %s stands", change->name, at, room != NULL ? room : "nothing");
}

/* What a fault left behind is in nobody's way. */
static void
check_that_it_goes_on(void)
{
    g_autoptr(CameraListing) listing = store_find(STORE_ID_A);
    g_autoptr(GError) error = NULL;

    if (listing == NULL) {
        g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Last");

        record->generation = 0;
        camera_store_save(NULL, record, &error);
    } else {
        camera_store_rename(NULL, STORE_ID_A, "Last", &error);
    }
    g_assert_no_error(error);
    camera_listing_free(g_steal_pointer(&listing));
    listing = store_find(STORE_ID_A);
    g_assert_cmpstr(listing->record->room, ==, "Last");
    g_assert_null(listing->problem);
}

/* STO-06: the process ends right after each call, in the middle of each write, or the power does.
 */
static void
test_death(gconstpointer data)
{
    const Change *change = data;
    const Fault faults[] = { FAULT_DIE, FAULT_TEAR, FAULT_POWER };
    unsigned n_died = 0;

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        unsigned at = 0;
        bool alive;

        do {
            set_up(change);
            alive = outlives(change, faults[i], ++at);
            check(change, at, !alive, true);
            check_that_it_goes_on();
            n_died += !alive;
        } while (!alive);
    }
    g_test_message("%s: died at %u places", change->name, n_died);
    g_assert_cmpuint(n_died, >, 20);
}

/* STO-07: each call fails, or the disk does from there on: the change is refused, and what stood
 * before stands; or it stands, and that is said. */
static void
test_failure(gconstpointer data)
{
    const Change *change = data;
    static const struct {
        Fault fault;
        int error;
    } faults[] = {
        { FAULT_FAIL, EIO },
        { FAULT_FAIL, EDQUOT },
        { FAULT_BREAK, ENOSPC },
        { FAULT_BREAK, EROFS },
    };
    unsigned n_refused = 0;

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        unsigned n_calls;

        set_up(change);
        g_assert_true(run(change, FAULT_NONE, 0, 0));
        n_calls = disk.n_calls;
        for (unsigned at = 1; at <= n_calls; at++) {
            bool stands;

            set_up(change);
            stands = run(change, faults[i].fault, faults[i].error, at);
            /* a broken disk may not let the former one be put back */
            check(change, at, !stands, stands || faults[i].fault == FAULT_BREAK);
            check_that_it_goes_on();
            n_refused += !stands;
        }
    }
    g_test_message("%s: refused %u times", change->name, n_refused);
    g_assert_cmpuint(n_refused, >, 20);
}

int
main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *death = g_strdup_printf("/crash/STO-06/%s", changes[i].name);
        g_autofree char *failure = g_strdup_printf("/crash/STO-07/%s", changes[i].name);

        g_test_add_data_func(death, &changes[i], test_death);
        g_test_add_data_func(failure, &changes[i], test_failure);
    }
    return store_test_run();
}

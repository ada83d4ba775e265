/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS         077 /* group and world, any access */
#define OTHERS_WRITING 022

typedef int FileDescriptor;

static void
close_descriptor(FileDescriptor *fd)
{
    if (*fd >= 0)
        close(*fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FileDescriptor, close_descriptor)

static void
set_errno(GError **error, const char *what, const char *dir, const char *name, const char *advice)
{
    const int code = errno;

    g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code), "%s/%s %s (%s); %s.", dir, name,
                what, g_strerror(code), advice);
}

static void
refuse(GError **error, const char *dir, const char *name, const char *what, const char *remedy)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s/%s %s%s.", dir, name, what,
                remedy);
}

/* Written by this user or by who installs programs, and by nobody else. */
static bool
is_shared(const struct stat *st)
{
    return (st->st_uid == geteuid() || st->st_uid == 0) && (st->st_mode & OTHERS_WRITING) == 0;
}

static int
take_dir(int fd, const char *path, GError **error)
{
    g_auto(FileDescriptor) dir = fd;
    struct stat st;

    if (dir < 0) {
        const int code = errno;

        g_set_error(
            error, G_IO_ERROR, code == ENOENT ? G_IO_ERROR_NOT_FOUND : G_IO_ERROR_FAILED,
            "The directory %s can't be opened (%s); make it a directory of your own, mode 0700.",
            path, g_strerror(code));
        return -1;
    }
    if (fstat(dir, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & OTHERS) != 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                    "The directory %s is open to others; make it your own and its mode 0700.",
                    path);
        return -1;
    }
    fd = dir;
    dir = -1;
    return fd;
}

int
camera_file_open_dir(const char *path, GError **error)
{
    return take_dir(open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), path, error);
}

int
camera_file_open_subdir(int dir_fd, const char *name, const char *path, GError **error)
{
    return take_dir(openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), path,
                    error);
}

int
camera_file_make_dir(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) != 0) {
        const int code = errno;

        g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
                    "The directory %s can't be made (%s); choose one that you may write to.", path,
                    g_strerror(code));
        return -1;
    }
    return camera_file_open_dir(path, error);
}

bool
camera_file_lock(int fd, const char *path, int operation, GError **error)
{
    while (flock(fd, operation) != 0) {
        const int code = errno;

        if (code == EINTR)
            continue;
        g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
                    "The directory %s can't be locked (%s); use a file system that has locks.",
                    path, g_strerror(code));
        return false;
    }
    return true;
}

int
camera_file_open_shared_dir(const char *path, GError **error)
{
    g_auto(FileDescriptor) fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st;
    int taken;

    if (fd < 0) {
        const int code = errno;

        g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
                    "The directory %s can't be opened (%s); check its owner and mode.", path,
                    g_strerror(code));
        return -1;
    }
    if (fstat(fd, &st) != 0 || !is_shared(&st)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                    "The directory %s can be written by others; make it your own, mode 0755.",
                    path);
        return -1;
    }
    taken = fd;
    fd = -1;
    return taken;
}

/* Reads until @len bytes are there; fewer when the file ends before, -1 when it can't be read. */
static ssize_t
read_all(int fd, uint8_t *data, size_t len)
{
    size_t done = 0;

    while (done < len) {
        const ssize_t n = read(fd, data + done, len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

/* Whose a file may be, and what is to be done about one that is not. */
typedef struct {
    bool shared;        /* is_shared() is enough; else it is this user's alone, with one name */
    const char *remedy; /* the end of a sentence */
} FileRule;

static bool
check_file(int fd,
           const char *dir,
           const char *name,
           size_t max_len,
           const FileRule *rule,
           struct stat *st,
           GError **error)
{
    const char *what;

    if (fstat(fd, st) != 0) {
        set_errno(error, "can't be examined", dir, name, "check the disk");
        return false;
    }
    if (!S_ISREG(st->st_mode) || (!rule->shared && st->st_nlink != 1))
        what = "is not a plain file with one name; ";
    else if (rule->shared && !is_shared(st))
        what = "can be written by others; make it your own and its mode 0644, or ";
    else if (!rule->shared && (st->st_uid != geteuid() || (st->st_mode & 0177) != 0))
        what = "is open to others; make it your own and its mode 0600, or ";
    else if (st->st_size < 0 || (uint64_t)st->st_size > max_len)
        what = "is too large to be what it should be; ";
    else
        return true;
    refuse(error, dir, name, what, rule->remedy);
    return false;
}

static GBytes *
read_file(int dir_fd,
          const char *dir,
          const char *name,
          size_t max_len,
          const FileRule *rule,
          GError **error)
{
    /* O_NONBLOCK: a FIFO of that name must not hold us up */
    g_auto(FileDescriptor) fd =
        openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    g_autofree uint8_t *data = NULL;
    struct stat st;
    ssize_t n;
    size_t len;

    if (fd < 0 && errno == ELOOP) {
        refuse(error, dir, name, "is a symbolic link; ", rule->remedy);
        return NULL;
    }
    if (fd < 0) {
        set_errno(error, "can't be opened", dir, name, "check its owner and mode");
        return NULL;
    }
    if (!check_file(fd, dir, name, max_len, rule, &st, error))
        return NULL;
    len = (size_t)st.st_size;
    data = g_malloc(len + 1);
    /* one byte more is asked for: a file that grows meanwhile is not whole */
    n = read_all(fd, data, len + 1);
    if (n < 0) {
        set_errno(error, "can't be read", dir, name, "check the disk");
        return NULL;
    }
    if ((size_t)n != len) {
        refuse(error, dir, name, "changed while it was read; ", "try again");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&data), len);
}

GBytes *
camera_file_read(int dir_fd, const char *dir, const char *name, size_t max_len, GError **error)
{
    static const FileRule rule = { false, "remove it and link again" };

    return read_file(dir_fd, dir, name, max_len, &rule, error);
}

GBytes *
camera_file_read_else(int dir_fd,
                      const char *dir,
                      const char *name,
                      size_t max_len,
                      const char *remedy,
                      GError **error)
{
    const FileRule rule = { false, remedy };

    return read_file(dir_fd, dir, name, max_len, &rule, error);
}

GBytes *
camera_file_read_shared(int dir_fd,
                        const char *dir,
                        const char *name,
                        size_t max_len,
                        GError **error)
{
    static const FileRule rule = { true, "remove it" };

    return read_file(dir_fd, dir, name, max_len, &rule, error);
}

/* Of a directory with the sticky bit others can't take away what is not theirs. */
static bool
is_installed(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0
           && (is_shared(&st)
               || (S_ISDIR(st.st_mode) && st.st_uid == 0 && (st.st_mode & S_ISVTX) != 0));
}

char *
camera_file_find_installed(const char *path, GError **error)
{
    g_autofree char *found = g_path_is_absolute(path) ? g_canonicalize_filename(path, NULL) : NULL;
    char *real = found != NULL ? realpath(found, NULL) : NULL;
    bool ends = false;

    if (real == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s is not there; install it, or name its absolute path.", path);
        return NULL;
    }
    g_free(found);
    found = g_strdup(real);
    /* from the file up to the root; what is cut off was looked at */
    while (!ends && is_installed(real)) {
        char *slash = strrchr(real, '/');

        ends = real[1] == '\0';
        slash[slash == real ? 1 : 0] = '\0';
    }
    if (!ends)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                    "%s can be changed by others, so %s is not loaded; make it root's or your own, "
                    "and its mode 0755.",
                    real, path);
    free(real);
    return ends ? g_steal_pointer(&found) : NULL;
}

static bool
write_all(int fd, const uint8_t *data, size_t len)
{
    while (len > 0) {
        const ssize_t n = write(fd, data, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

static bool
replace_file(int dir_fd,
             const char *dir,
             const char *name,
             GBytes *content,
             bool durable,
             GError **error)
{
    static const char advice[] = "what stood there still holds: see that the disk has room and may "
                                 "be written";
    /* one temporary name per file: writers are kept apart by the store's lock */
    g_autofree char *temporary = g_strconcat(".", name, ".new", NULL);
    g_auto(FileDescriptor) fd = -1;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(content, &len);

    unlinkat(dir_fd, temporary, 0);
    fd = openat(dir_fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 || !write_all(fd, data, len) || (durable && fsync(fd) != 0)) {
        set_errno(error, "can't be written", dir, name, advice);
        unlinkat(dir_fd, temporary, 0);
        return false;
    }
    if (renameat(dir_fd, temporary, dir_fd, name) != 0) {
        set_errno(error, "can't be replaced", dir, name, advice);
        unlinkat(dir_fd, temporary, 0);
        return false;
    }
    if (durable && fsync(dir_fd) != 0) {
        set_errno(error, "may not be on the disk yet", dir, name, "try again");
        return false;
    }
    return true;
}

bool
camera_file_write(int dir_fd, const char *dir, const char *name, GBytes *content, GError **error)
{
    return replace_file(dir_fd, dir, name, content, true, error);
}

bool
camera_file_note(int dir_fd, const char *dir, const char *name, GBytes *content, GError **error)
{
    return replace_file(dir_fd, dir, name, content, false, error);
}

bool
camera_file_remove(int dir_fd, const char *dir, const char *name, GError **error)
{
    if (unlinkat(dir_fd, name, 0) == 0 || errno == ENOENT)
        return true;
    set_errno(error, "can't be removed", dir, name, "see that the disk may be written");
    return false;
}

// Preloaded into the program (`LD_PRELOAD`): something happens at its n-th change of a file below one folder.
//
//   TORTURE_FOLDER  the folder, absolute
//   TORTURE_AT      n, from 1
//   TORTURE_HOW     kill   the process dies before it
//                   torn   dies after half of a write
//                   power  dies, and every file loses what was not synced
//                   full   it fails for want of space, after half of a write, and so does all that follows
//                   error  it fails with an I/O error, once
//   TORTURE_COUNT   a file that takes the number of changes, at the end
//
// Build: cc -O1 -shared -fPIC -o shim.so shim.c -ldl

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum how { NOTHING, KILL, TORN, POWER, FULL, ERROR };

// A file of the folder by its inode, so that it may be renamed past this library, and how much of it is on the disk.
struct file {
    ino_t inode;
    off_t synced;
    struct file *next;
};

static const char *folder, *count_path;
static size_t folder_length;
static enum how how;
static long at, changes;
static struct file *files;
static struct file *opened[DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    static const char *names[] = {"", "kill", "torn", "power", "full", "error"};
    const char *named = getenv("TORTURE_HOW");
    for (int i = 1; named && i <= ERROR; i++)
        if (!strcmp(named, names[i])) how = i;
    folder = getenv("TORTURE_FOLDER");
    folder_length = folder ? strlen(folder) : 0;
    count_path = getenv("TORTURE_COUNT");
    at = getenv("TORTURE_AT") ? atol(getenv("TORTURE_AT")) : 0;
}

__attribute__((destructor)) static void end(void) {
    FILE *out = count_path ? fopen(count_path, "w") : NULL;
    if (!out) return;
    fprintf(out, "%ld\n", changes);
    fclose(out);
}

// The folder, where it is synced and where files without a name are made, and what is below it.
static int is_ours(const char *path) {
    return folder && path && !strncmp(path, folder, folder_length) && (!path[folder_length] || path[folder_length] == '/');
}

// The file that was opened. What it holds when it is first seen is on the disk.
static struct file *file_of(int fd) {
    struct stat now;
    if (fstat(fd, &now)) return NULL;
    struct file *file = files;
    while (file && file->inode != now.st_ino) file = file->next;
    if (!file) {
        file = calloc(1, sizeof *file);
        file->inode = now.st_ino;
        file->synced = now.st_size;
        file->next = files;
        files = file;
    }
    // Cut to nothing, or a new file in the inode of one that was removed.
    if (!now.st_size) file->synced = 0;
    return file;
}

static struct file *file_at(int fd) { return fd >= 0 && fd < DESCRIPTORS ? opened[fd] : NULL; }

// Every file of the folder loses what was not synced.
static void lose(void) {
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && (entry = readdir(entries)))
        for (struct file *file = files; file; file = file->next) {
            struct stat now;
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            if (file->inode != entry->d_ino || stat(path, &now) || now.st_size <= file->synced) continue;
            if (truncate(path, file->synced)) perror("shim");
        }
}

static void die(void) {
    if (how == POWER) lose();
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// One change more. 0: let it happen. Else it fails with this error; of `bytes`, half are written where that is asked for.
static int change(int fd, const void *bytes, size_t length, size_t *half) {
    long now = ++changes;
    if (how == FULL && now > at && at) return ENOSPC;
    if (now != at) return 0;
    if ((how == TORN || how == FULL) && length > 1) {
        ssize_t written = REAL(write)(fd, bytes, length / 2);
        if (half && written > 0) *half = written;
    }
    if (how == KILL || how == TORN || how == POWER) die();
    return how == FULL ? ENOSPC : how == ERROR ? EIO : 0;
}

static int fails(int error) {
    pthread_mutex_unlock(&lock);
    errno = error;
    return -1;
}

static int done(int result) {
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

static int open_with(__typeof__(&open) real, const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&lock);
    int makes_or_cuts = flags & (O_CREAT | O_TRUNC) || (flags & O_TMPFILE) == O_TMPFILE;
    int error = is_ours(path) && makes_or_cuts ? change(-1, NULL, 0, NULL) : 0;
    if (error) return fails(error);
    int fd = real(path, flags, mode);
    if (fd >= 0 && fd < DESCRIPTORS) opened[fd] = is_ours(path) ? file_of(fd) : NULL;
    return done(fd);
}

#define OPEN(name)                                                    \
    int name(const char *path, int flags, ...) {                      \
        va_list more;                                                 \
        va_start(more, flags);                                        \
        mode_t mode = va_arg(more, mode_t);                           \
        va_end(more);                                                 \
        return open_with(REAL(name), path, flags, mode);              \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    pthread_mutex_lock(&lock);
    if (file_at(fd)) opened[fd] = NULL;
    pthread_mutex_unlock(&lock);
    return REAL(close)(fd);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!file_at(fd)) return REAL(write)(fd, bytes, length);
    pthread_mutex_lock(&lock);
    size_t half = 0;
    int error = change(fd, bytes, length, &half);
    if (half) return done(half);
    if (error) return fails(error);
    return done(REAL(write)(fd, bytes, length));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!file_at(fd)) return REAL(writev)(fd, parts, count);
    pthread_mutex_lock(&lock);
    int error = change(fd, NULL, 0, NULL);
    return error ? fails(error) : done(REAL(writev)(fd, parts, count));
}

static int sync_with(int (*real)(int), int fd) {
    struct file *file = file_at(fd);
    if (!file) return real(fd);
    pthread_mutex_lock(&lock);
    int error = change(fd, NULL, 0, NULL);
    if (error) return fails(error);
    int result = real(fd);
    struct stat now;
    if (!result && !fstat(fd, &now)) file->synced = now.st_size;
    return done(result);
}

int fsync(int fd) { return sync_with(REAL(fsync), fd); }
int fdatasync(int fd) { return sync_with(REAL(fdatasync), fd); }

int ftruncate64(int fd, off64_t length) {
    if (!file_at(fd)) return REAL(ftruncate64)(fd, length);
    pthread_mutex_lock(&lock);
    int error = change(fd, NULL, 0, NULL);
    return error ? fails(error) : done(REAL(ftruncate64)(fd, length));
}

int rename(const char *from, const char *to) {
    if (!is_ours(to)) return REAL(rename)(from, to);
    pthread_mutex_lock(&lock);
    int error = change(-1, NULL, 0, NULL);
    if (error) return fails(error);
    return done(REAL(rename)(from, to));
}

int mkdir(const char *path, mode_t mode) {
    if (!is_ours(path)) return REAL(mkdir)(path, mode);
    pthread_mutex_lock(&lock);
    int error = change(-1, NULL, 0, NULL);
    return error ? fails(error) : done(REAL(mkdir)(path, mode));
}

// Space is never wanting for removing something.
int unlink(const char *path) {
    if (!is_ours(path)) return REAL(unlink)(path);
    pthread_mutex_lock(&lock);
    int error = change(-1, NULL, 0, NULL);
    if (error == EIO) return fails(error);
    return done(REAL(unlink)(path));
}

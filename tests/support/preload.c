/* Lets a program live through what a test must not do to the machine: a clock that jumps, and a disk that is full.
 *
 * Loaded before the C library (LD_PRELOAD). FAULT_CLOCK names a file with the seconds that the clock is ahead; the clock that measures
 * how long something takes is left alone, as it is when somebody sets the time. While the file FAULT_DISK is there, nothing more can be
 * written to files, as on a disk without room; sockets and pipes are no files. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long ahead(void) {
    const char *name = getenv("FAULT_CLOCK");
    if (!name) return 0;
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char text[32] = {0};
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t id, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(id, time);
    if (result == 0 && id == CLOCK_REALTIME) time->tv_sec += ahead();
    return result;
}

static int is_full(int file) {
    const char *name = getenv("FAULT_DISK");
    struct stat about;
    if (!name || access(name, F_OK) != 0 || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
    errno = ENOSPC;
    return 1;
}

#define WRITES(name, parameters, arguments)                                              \
    ssize_t name parameters {                                                            \
        static ssize_t(*real) parameters;                                                \
        if (is_full(file)) return -1;                                                    \
        if (!real) real = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name);                \
        return real arguments;                                                           \
    }

WRITES(write, (int file, const void *from, size_t count), (file, from, count))
WRITES(pwrite, (int file, const void *from, size_t count, off_t at), (file, from, count, at))
WRITES(pwrite64, (int file, const void *from, size_t count, off64_t at), (file, from, count, at))
WRITES(writev, (int file, const struct iovec *from, int count), (file, from, count))

#define GROWS(name, parameters, arguments)                                               \
    int name parameters {                                                                \
        static int(*real) parameters;                                                    \
        if (is_full(file)) return ENOSPC;                                                \
        if (!real) real = (int(*) parameters)dlsym(RTLD_NEXT, #name);                    \
        return real arguments;                                                           \
    }

GROWS(posix_fallocate, (int file, off_t at, off_t length), (file, at, length))
GROWS(posix_fallocate64, (int file, off64_t at, off64_t length), (file, at, length))

/* Preloaded into a program (LD_PRELOAD): its clocks are the system's and what stands in the file
 * that PRETENDED_CLOCK names, three numbers of nanoseconds: for CLOCK_MONOTONIC, CLOCK_BOOTTIME and
 * CLOCK_REALTIME. Written anew while the program runs they are sleep, or a clock that is set. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BILLION = 1000000000 };

static const int64_t *offsets(void)
{
    static const int64_t none[3];
    static _Atomic(const int64_t *) read_from;
    if (!read_from) {
        const char *path = getenv("PRETENDED_CLOCK");
        int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        void *place = fd >= 0 ? mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
        read_from = place == MAP_FAILED ? none : place;
    }
    return read_from;
}

int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
    const volatile int64_t *offset = offsets();
    int rc = (int)syscall(SYS_clock_gettime, clock_id, tp);
    int64_t ns = clock_id == CLOCK_MONOTONIC  ? offset[0]
                 : clock_id == CLOCK_BOOTTIME ? offset[1]
                 : clock_id == CLOCK_REALTIME ? offset[2]
                                              : 0;
    ns += tp->tv_nsec;
    tp->tv_sec += ns / BILLION;
    tp->tv_nsec = ns % BILLION;
    if (tp->tv_nsec < 0) {
        tp->tv_nsec += BILLION;
        tp->tv_sec--;
    }
    return rc;
}

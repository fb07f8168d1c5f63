#define _GNU_SOURCE
#include "session/clock.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000000 }; /* in nanoseconds */

static int64_t clock_ns(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000 * MS + ts.tv_nsec;
}

/* How far the wall clock is ahead of CLOCK_BOOTTIME: of three looks the one that took least, so
 * that two of them tell no difference where nobody has set the clock. */
static int64_t difference_ns(void)
{
    int64_t best_ns = INT64_MAX, difference = 0;
    for (int look = 0; look < 3; look++) {
        int64_t before_ns = clock_ns(CLOCK_BOOTTIME);
        int64_t real_ns = clock_ns(CLOCK_REALTIME);
        int64_t took_ns = clock_ns(CLOCK_BOOTTIME) - before_ns;
        if (took_ns < best_ns) {
            best_ns = took_ns;
            difference = real_ns - before_ns - took_ns / 2;
        }
    }
    return difference;
}

/* The same when the program started. */
static int64_t start_ns(void)
{
    static int64_t difference;
    static bool known;
    if (!known) {
        difference = difference_ns();
        known = true;
    }
    return difference;
}

struct pl_time session_now(void)
{
    int64_t start = start_ns();
    int64_t now_ns = clock_ns(CLOCK_BOOTTIME);
    return (struct pl_time){.mono_ms = now_ns / MS, .wall_ms = (now_ns + start) / MS};
}

static int64_t ahead_ms(void)
{
    int64_t ahead_ns = difference_ns() - start_ns();
    return (ahead_ns + (ahead_ns < 0 ? -MS / 2 : MS / 2)) / MS;
}

int64_t session_real_ms(int64_t wall_ms)
{
    return wall_ms > session_now().wall_ms ? wall_ms : wall_ms + ahead_ms();
}

int64_t session_wall_ms(int64_t real_ms)
{
    return real_ms - ahead_ms();
}

/* An appointment that never comes, on a clock that is set. */
static void arm(int fd)
{
    struct itimerspec never = {.it_value.tv_sec = (time_t)1 << 40};
    timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

int session_clock_fd(void)
{
    int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd >= 0) {
        arm(fd);
    }
    return fd;
}

bool session_clock_set(int fd)
{
    uint64_t count;
    if (fd < 0 || read(fd, &count, sizeof count) >= 0 || errno != ECANCELED) {
        return false;
    }
    arm(fd);
    return true;
}

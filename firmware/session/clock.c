#define _GNU_SOURCE
#include "session/clock.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_ms(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* 1970 on the program's clock, by CLOCK_BOOTTIME. */
static int64_t origin_ms(void)
{
    static int64_t origin;
    static bool known;
    if (!known) {
        origin = clock_ms(CLOCK_BOOTTIME) - clock_ms(CLOCK_REALTIME);
        known = true;
    }
    return origin;
}

struct pl_time session_now(void)
{
    int64_t origin = origin_ms();
    int64_t mono_ms = clock_ms(CLOCK_BOOTTIME);
    return (struct pl_time){.mono_ms = mono_ms, .wall_ms = mono_ms - origin};
}

static int64_t ahead_ms(void)
{
    return clock_ms(CLOCK_REALTIME) - session_now().wall_ms;
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

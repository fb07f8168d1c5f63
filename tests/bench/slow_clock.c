/* Preloaded, makes time go slower for a program that callgrind slows down: so a glide has the
 * frames that it has without. All clocks but those of processor time, and timerfd's periods;
 * poll() is left as it is, and returns too early.
 *   LD_PRELOAD=slow_clock.so SLOW_CLOCK=TIMES     TIMES: 1 to 1000
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { NS = 1000000000, CLOCKS = 12, TIMES_MAX = 1000 };

static int64_t times = 1;
static int64_t began_ns[CLOCKS];

static int64_t ns_of(const struct timespec *ts)
{
    return (int64_t)ts->tv_sec * NS + ts->tv_nsec;
}

static struct timespec of_ns(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / NS, .tv_nsec = ns % NS};
}

static bool of_processor(clockid_t clock)
{
    return clock < 0 || clock >= CLOCKS || clock == CLOCK_PROCESS_CPUTIME_ID ||
           clock == CLOCK_THREAD_CPUTIME_ID;
}

static __attribute__((constructor)) void begin(void)
{
    const char *told = getenv("SLOW_CLOCK");
    struct timespec now;
    times = told ? strtol(told, NULL, 10) : 0;
    if (times < 1 || times > TIMES_MAX) {
        fputs("slow_clock: SLOW_CLOCK is not a number from 1 to 1000\n", stderr);
        _exit(2);
    }
    for (clockid_t clock = 0; clock < CLOCKS; clock++) {
        if (syscall(SYS_clock_gettime, clock, &now) == 0) {
            began_ns[clock] = ns_of(&now);
        }
    }
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's names are reserved
int clock_gettime(clockid_t clock, struct timespec *out)
{
    if (syscall(SYS_clock_gettime, clock, out) != 0) {
        return -1;
    }
    if (!of_processor(clock)) {
        *out = of_ns(began_ns[clock] + (ns_of(out) - began_ns[clock]) / times);
    }
    return 0;
}

/* Only periods from now on: nothing here sets a timer to a time of day. */
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's names are reserved
int timerfd_settime(int fd, int flags, const struct itimerspec *wanted, struct itimerspec *old)
{
    struct itimerspec slow = {.it_interval = of_ns(times * ns_of(&wanted->it_interval)),
                              .it_value = of_ns(times * ns_of(&wanted->it_value))};
    return (int)syscall(SYS_timerfd_settime, fd, flags, &slow, old);
}

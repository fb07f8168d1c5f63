/* The program's clock: it counts sleep, nobody sets it, and times of day follow the wall clock. */
#define _GNU_SOURCE
#include <time.h>

#include "plenary/link.h"
#include "session/clock.h"
#include "unit.h"

enum { START_MS = 1000000, HOUR_MS = 3600000 };
static const int64_t START_REAL_MS = 1796000000000;

/* What the system's clocks say; the linker sends calls here (--wrap). */
static int64_t awake_ms = START_MS, slept_ms, real_ms = START_REAL_MS;

int system_clock(clockid_t clock, struct timespec *out) __asm__("__wrap_clock_gettime");

int system_clock(clockid_t clock, struct timespec *out)
{
    int64_t ms = clock == CLOCK_REALTIME   ? real_ms
                 : clock == CLOCK_BOOTTIME ? awake_ms + slept_ms
                                           : awake_ms;
    *out = (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    return 0;
}

static void pass(int64_t ms)
{
    awake_ms += ms;
    real_ms += ms;
}

static void sleep_for(int64_t ms)
{
    slept_ms += ms;
    real_ms += ms;
}

static void test_it_begins_with_the_wall_clock(void **state)
{
    (void)state;
    struct pl_time now = session_now();
    assert_int_equal(now.mono_ms, START_MS);
    assert_int_equal(now.wall_ms, START_REAL_MS);
    assert_int_equal(session_real_ms(now.wall_ms), START_REAL_MS);
    pass(1500);
    now = session_now();
    assert_int_equal(now.mono_ms, START_MS + 1500);
    assert_int_equal(now.wall_ms, START_REAL_MS + 1500);
}

static void test_it_counts_sleep(void **state)
{
    (void)state;
    struct pl_time before = session_now();
    sleep_for(30000);
    struct pl_time now = session_now();
    assert_int_equal(now.mono_ms - before.mono_ms, 30000);
    assert_int_equal(now.wall_ms - before.wall_ms, 30000);
    assert_int_equal(pl_link_now_ms(), now.mono_ms);
    assert_int_equal(session_real_ms(now.wall_ms), real_ms);
}

static void test_nobody_sets_it(void **state)
{
    (void)state;
    struct pl_time before = session_now();
    for (int64_t step = -25 * (int64_t)HOUR_MS; step <= HOUR_MS; step += 26 * (int64_t)HOUR_MS) {
        real_ms += step;
        pass(1000);
        struct pl_time now = session_now();
        assert_int_equal(now.wall_ms - before.wall_ms, 1000);
        assert_int_equal(session_real_ms(now.wall_ms), real_ms);
        assert_int_equal(session_real_ms(before.wall_ms), real_ms - 1000);
        assert_int_equal(session_wall_ms(real_ms + HOUR_MS), now.wall_ms + HOUR_MS);
        before = now;
    }
}

/* A Pi that started in 2023 hears when a desk was closed in 2026. */
static void test_a_moment_ahead_is_another_machines(void **state)
{
    (void)state;
    int64_t theirs_ms = session_now().wall_ms + 1000 * (int64_t)HOUR_MS;
    real_ms += 1001 * (int64_t)HOUR_MS;
    assert_int_equal(session_real_ms(theirs_ms), theirs_ms);
    assert_int_equal(session_real_ms(session_now().wall_ms), real_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_begins_with_the_wall_clock),
        cmocka_unit_test(test_it_counts_sleep),
        cmocka_unit_test(test_nobody_sets_it),
        cmocka_unit_test(test_a_moment_ahead_is_another_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

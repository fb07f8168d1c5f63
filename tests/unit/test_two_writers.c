/* Chair and secretary write at once: every interleaving up to a depth, and many random longer ones.
 * `two_writers` is the same for as long as one likes. */
#include "model.h"
#include "unit.h"

/* Under the sanitizers, which make it ten times as slow, fewer; the rules are the same. */
#ifdef PLENARY_SANITIZED
enum { DEPTH = 4, RUNS = 4000, LENGTH = 40, INTERLEAVINGS_LEAST = 100 };
#else
enum { DEPTH = 6, RUNS = 50000, LENGTH = 40, INTERLEAVINGS_LEAST = 500 };
#endif

static void test_every_interleaving(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MODEL_SCENARIOS; i++) {
        struct model_result result = model_every(i, DEPTH, false);
        assert_string_equal(result.failure, "");
        assert_true(result.runs > INTERLEAVINGS_LEAST);
    }
}

static void test_random_runs(void **state)
{
    (void)state;
    struct model_result result = model_random(1, RUNS, LENGTH, false);
    assert_string_equal(result.failure, "");
    assert_int_equal(result.runs, RUNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_interleaving),
        cmocka_unit_test(test_random_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Why there is no connection: the technician reads the most telling reason. */
#include "firmware/link/trouble.h"

#include "unit.h"

static const char *round_of(struct trouble *trouble, enum telling first, const char *first_text,
                            enum telling second, const char *second_text)
{
    trouble_begin(trouble);
    trouble_add(trouble, first, 0, first_text);
    trouble_add(trouble, second, 0, second_text);
    return trouble_tell(trouble, true);
}

static const char *round_with(struct trouble *trouble, enum telling telling, const char *text)
{
    return round_of(trouble, telling, text, TELLS_NOTHING, "");
}

/* ::1 refuses, 127.0.0.1 shows a wrong certificate: in either order. */
static void test_the_most_telling_of_two_addresses(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    assert_string_equal(
        round_of(&trouble, TELLS_PRESENCE, "refused", TELLS_CAUSE, "hostname mismatch"),
        "hostname mismatch");
    trouble_forget(&trouble);
    assert_string_equal(
        round_of(&trouble, TELLS_CAUSE, "hostname mismatch", TELLS_PRESENCE, "refused"),
        "hostname mismatch");
    trouble_forget(&trouble);
    assert_string_equal(round_of(&trouble, TELLS_SILENCE, "no route", TELLS_PRESENCE, "refused"),
                        "refused");
    trouble_forget(&trouble);
    assert_string_equal(round_of(&trouble, TELLS_PRESENCE, "refused", TELLS_BROKER, "closed"),
                        "closed");
}

static void test_of_equals_the_first(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    for (int i = 0; i < 5; i++) {
        const char *told = round_of(&trouble, TELLS_SILENCE, "one", TELLS_SILENCE, "two");
        if (i == 0) {
            assert_string_equal(told, "one");
        } else {
            assert_null(told);
        }
    }
}

static void test_the_same_is_told_once(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    assert_string_equal(round_with(&trouble, TELLS_BROKER, "closed"), "closed");
    for (int i = 0; i < 10; i++) {
        assert_null(round_with(&trouble, TELLS_BROKER, "closed"));
    }
    assert_string_equal(round_with(&trouble, TELLS_BROKER, "silent"), "silent");
    assert_string_equal(round_with(&trouble, TELLS_BROKER, "closed"), "closed");
    trouble_forget(&trouble); /* there was a session between */
    assert_string_equal(round_with(&trouble, TELLS_BROKER, "closed"), "closed");
}

/* A broker that resets before its alert is read, now and then. */
static void test_a_vaguer_one_now_and_then_changes_nothing(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    assert_string_equal(round_with(&trouble, TELLS_CAUSE, "certificate"), "certificate");
    for (int i = 0; i < 20; i++) {
        assert_null(round_with(&trouble, i % 3 ? TELLS_BROKER : TELLS_CAUSE,
                               i % 3 ? "closed" : "certificate"));
    }
}

/* The certificate was put right, and now the broker is down: that must be said, soon. */
static void test_a_vaguer_one_that_stays_is_told(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    round_with(&trouble, TELLS_CAUSE, "certificate");
    for (int i = 1; i < TROUBLE_ROUNDS; i++) {
        assert_null(round_with(&trouble, TELLS_PRESENCE, "refused"));
    }
    assert_string_equal(round_with(&trouble, TELLS_PRESENCE, "refused"), "refused");
    assert_string_equal(round_with(&trouble, TELLS_CAUSE, "certificate"), "certificate");
    assert_null(round_with(&trouble, TELLS_PRESENCE, "refused")); /* counted from the start */
}

/* A round over many dead addresses takes long: what is known is told meanwhile, and bettered. */
static void test_before_the_round_is_over(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    trouble_begin(&trouble);
    assert_null(trouble_tell(&trouble, false));
    trouble_add(&trouble, TELLS_SILENCE, 0, "no connection");
    assert_string_equal(trouble_tell(&trouble, false), "no connection");
    assert_null(trouble_tell(&trouble, false));
    trouble_add(&trouble, TELLS_CAUSE, 0, "certificate");
    assert_string_equal(trouble_tell(&trouble, true), "certificate");
    for (int i = 0; i < 10; i++) { /* one address of a round is no round */
        trouble_begin(&trouble);
        trouble_add(&trouble, TELLS_SILENCE, 0, "no connection");
        assert_null(trouble_tell(&trouble, false));
        trouble_add(&trouble, TELLS_CAUSE, 0, "certificate");
        assert_null(trouble_tell(&trouble, true));
    }
}

/* A session came of it: the round says nothing. */
static void test_a_round_without_trouble(void **state)
{
    struct trouble trouble = {0};
    (void)state;
    trouble_begin(&trouble);
    assert_null(trouble_tell(&trouble, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_most_telling_of_two_addresses),
        cmocka_unit_test(test_of_equals_the_first),
        cmocka_unit_test(test_the_same_is_told_once),
        cmocka_unit_test(test_a_vaguer_one_now_and_then_changes_nothing),
        cmocka_unit_test(test_a_vaguer_one_that_stays_is_told),
        cmocka_unit_test(test_before_the_round_is_over),
        cmocka_unit_test(test_a_round_without_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

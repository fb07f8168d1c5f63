/* The mailbox: the latest messages of a topic at the place of their arrival, every other event
 * once, and no loss that is not told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "firmware/link/mailbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The linker sends calls here (--wrap). */
void *calloc_or_none(size_t count, size_t size) __asm__("__wrap_calloc");
void *real_calloc(size_t count, size_t size) __asm__("__real_calloc");

static bool no_memory;

void *calloc_or_none(size_t count, size_t size)
{
    return no_memory ? NULL : real_calloc(count, size);
}

static void put(struct mailbox *box, const char *topic, const char *payload)
{
    const struct mailbox_message message = {.session = 1,
                                            .topic = topic,
                                            .payload = payload,
                                            .payload_len = strlen(payload),
                                            .received_ms = 7};
    mailbox_put_message(box, &message);
}

static void put_control(struct mailbox *box, enum pl_link_event_type type, uint64_t token)
{
    struct parcel *parcel = parcel_create(type, 0);
    assert_non_null(parcel);
    parcel->event.token = token;
    mailbox_put_control(box, parcel);
}

/* Takes one event and writes it as "topic=payload", or as its name and token. */
static const char *take(struct mailbox *box)
{
    static char text[256];
    struct pl_link_event event;
    struct parcel *parcel = NULL;
    if (!mailbox_take(box, &event, &parcel)) {
        return "nothing";
    }
    if (event.type == PL_LINK_MESSAGE) {
        snprintf(text, sizeof(text), "%s=%.*s", event.topic, (int)event.payload_len,
                 event.payload ? (const char *)event.payload : "");
        assert_int_equal(event.received_ms, 7);
    } else {
        snprintf(text, sizeof(text), "%s %d", pl_link_event_name(event.type), (int)event.token);
    }
    parcel_destroy(parcel);
    return text;
}

static void test_order_and_latest(void **state)
{
    struct mailbox box;
    char payload[16];
    (void)state;
    assert_true(mailbox_init(&box, 1 << 20));
    put(&box, "a", "1");
    put(&box, "b", "1");
    put_control(&box, PL_LINK_PUBLISHED, 5);
    put(&box, "c", "");
    for (int i = 2; i < 2 + MAILBOX_DEPTH; i++) {
        snprintf(payload, sizeof(payload), "%d", i);
        put(&box, "a", payload); /* the last of them drives a=1 out */
    }
    put_control(&box, PL_LINK_PUBLISHED, 6);
    put(&box, "b", "2");
    assert_string_equal(take(&box), "b=1");
    assert_string_equal(take(&box), "published 5");
    assert_string_equal(take(&box), "c=");
    put(&box, "a", "99"); /* and this one a=2 */
    for (int i = 3; i < 2 + MAILBOX_DEPTH; i++) {
        snprintf(payload, sizeof(payload), "a=%d", i);
        assert_string_equal(take(&box), payload);
    }
    assert_string_equal(take(&box), "published 6");
    assert_string_equal(take(&box), "b=2");
    assert_string_equal(take(&box), "a=99");
    assert_string_equal(take(&box), "nothing");
    assert_true(mailbox_empty(&box));
    assert_int_equal(box.used, 0);
    assert_int_equal(box.control, 0);
    mailbox_finish(&box);
}

static void test_full_until_there_is_room(void **state)
{
    struct mailbox box;
    char payload[1001];
    char topic[16];
    int put_in = 0;
    int taken = 0;
    (void)state;
    memset(payload, 'x', 1000);
    payload[1000] = '\0';
    assert_true(mailbox_init(&box, 100 * 1000));
    assert_true(mailbox_has_room(&box));
    for (; !mailbox_full(&box); put_in++) {
        snprintf(topic, sizeof(topic), "t%d", put_in);
        put(&box, topic, payload);
    }
    assert_in_range(put_in, 60, 100);
    for (; put_in < 300; put_in++) { /* what was already on its way is not thrown away */
        snprintf(topic, sizeof(topic), "t%d", put_in);
        put(&box, topic, payload);
    }
    for (; !mailbox_has_room(&box); taken++) {
        assert_int_equal(strncmp(take(&box), "t", 1), 0);
    }
    assert_false(mailbox_full(&box));
    assert_in_range(box.used, 70 * 1000, 75 * 1000);
    for (; taken < put_in; taken++) {
        snprintf(topic, sizeof(topic), "t%d=", taken);
        assert_int_equal(strncmp(take(&box), topic, strlen(topic)), 0);
    }
    assert_string_equal(take(&box), "nothing");
    assert_int_equal(box.used, 0);
    mailbox_finish(&box);
}

/* Also where the mailbox is full, a topic's older messages stay up to its depth. */
static void test_older_ones_do_not_make_room(void **state)
{
    struct mailbox box;
    char payload[16];
    (void)state;
    assert_true(mailbox_init(&box, 10));
    for (int i = 0; i < MAILBOX_DEPTH; i++) {
        snprintf(payload, sizeof(payload), "%d", i);
        put(&box, "a", payload);
    }
    assert_true(mailbox_full(&box));
    for (int i = 0; i < MAILBOX_DEPTH; i++) {
        snprintf(payload, sizeof(payload), "a=%d", i);
        assert_string_equal(take(&box), payload);
    }
    mailbox_finish(&box);
}

static void test_each_loss_for_want_of_memory_is_told(void **state)
{
    struct mailbox box;
    (void)state;
    assert_true(mailbox_init(&box, 1 << 20));
    for (int i = 0; i < 3; i++) {
        put(&box, "a", "kept");
        no_memory = true;
        put(&box, "a", "1");
        put(&box, "b", "1");
        no_memory = false;
        assert_string_equal(take(&box), "a=kept");
        assert_string_equal(take(&box), "overflow 0"); /* two losses, told once */
        assert_string_equal(take(&box), "nothing");
    }
    mailbox_finish(&box);
}

static void test_control_is_beyond_the_budget(void **state)
{
    struct mailbox box;
    (void)state;
    assert_true(mailbox_init(&box, 10));
    for (int i = 0; i < 5000; i++) {
        put_control(&box, PL_LINK_LOST, (uint64_t)i);
    }
    assert_int_equal(box.control, 5000);
    for (int i = 0; i < 5000; i++) {
        char expected[32];
        snprintf(expected, sizeof(expected), "lost %d", i);
        assert_string_equal(take(&box), expected);
    }
    assert_string_equal(take(&box), "nothing");
    mailbox_finish(&box);
}

static void test_too_large_does_not_push_out_a_message(void **state)
{
    struct mailbox box;
    const struct mailbox_message large = {.topic = "a", .payload_len = 70000, .too_large = true};
    struct pl_link_event event;
    struct parcel *parcel = NULL;
    (void)state;
    assert_true(mailbox_init(&box, 1 << 20));
    put(&box, "a", "good");
    mailbox_put_message(&box, &large);
    mailbox_put_message(&box, &large);
    assert_true(box.used < 1000);
    assert_string_equal(take(&box), "a=good");
    assert_true(mailbox_take(&box, &event, &parcel));
    assert_int_equal(event.type, PL_LINK_TOO_LARGE);
    assert_int_equal(event.payload_len, 70000);
    assert_string_equal(event.topic, "a");
    assert_null(event.payload);
    parcel_destroy(parcel);
    assert_string_equal(take(&box), "nothing");
    mailbox_finish(&box);
}

/* A plain model beside it: an array in order of arrival. */
enum { MODEL_MAX = 4000, TOPICS = MODEL_MAX / MAILBOX_DEPTH };
struct model {
    int topic[MODEL_MAX];
    int value[MODEL_MAX];
    int count;
};

static void model_remove(struct model *model, int at)
{
    model->count--;
    for (int i = at; i < model->count; i++) {
        model->topic[i] = model->topic[i + 1];
        model->value[i] = model->value[i + 1];
    }
}

static void model_put(struct model *model, int topic, int value)
{
    int same = 0;
    int oldest = 0;
    for (int i = model->count - 1; i >= 0; i--) {
        if (model->topic[i] == topic) {
            oldest = i;
            same++;
        }
    }
    if (same == MAILBOX_DEPTH) {
        model_remove(model, oldest);
    }
    model->topic[model->count] = topic;
    model->value[model->count++] = value;
}

static void take_both(struct mailbox *box, struct model *model)
{
    char expected[64] = "nothing";
    if (model->count > 0) {
        snprintf(expected, sizeof(expected), "topic/%d=%d", model->topic[0], model->value[0]);
        model_remove(model, 0);
    }
    assert_string_equal(take(box), expected);
}

static void test_against_a_model(void **state)
{
    static struct model model;
    struct mailbox box;
    uint32_t random = 1;
    (void)state;
    assert_true(mailbox_init(&box, 1 << 24));
    for (int step = 0; step < 60000; step++) {
        random = random * 1664525U + 1013904223U;
        if (random >> 30 == 0) {
            take_both(&box, &model);
            continue;
        }
        const int number = (int)((random >> 8) % TOPICS);
        char topic[32];
        char value[32];
        snprintf(topic, sizeof(topic), "topic/%d", number);
        snprintf(value, sizeof(value), "%d", step);
        put(&box, topic, value);
        model_put(&model, number, step);
    }
    while (model.count > 0) {
        take_both(&box, &model);
    }
    take_both(&box, &model);
    assert_int_equal(box.used, 0);
    mailbox_finish(&box);
}

static void test_finish_with_things_in_it(void **state)
{
    struct mailbox box;
    (void)state;
    assert_true(mailbox_init(&box, 300));
    put(&box, "a", "1");
    put_control(&box, PL_LINK_PUBLISHED, 1);
    put(&box, "b", "a text that is too long for what is left of the budget of three hundred bytes");
    mailbox_finish(&box); /* the leak checker looks on */
    assert_true(mailbox_empty(&box));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_latest),
        cmocka_unit_test(test_full_until_there_is_room),
        cmocka_unit_test(test_older_ones_do_not_make_room),
        cmocka_unit_test(test_each_loss_for_want_of_memory_is_told),
        cmocka_unit_test(test_control_is_beyond_the_budget),
        cmocka_unit_test(test_too_large_does_not_push_out_a_message),
        cmocka_unit_test(test_against_a_model),
        cmocka_unit_test(test_finish_with_things_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* One message must not spoil a room: whatever a single message says, running readers keep what they
 * have, and an ordinary load, or beginning anew, is shown by all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

#define EVIL "eeeeeeeeeeeeeeee"
#define MAIN "plenary/main/"

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

static long long epoch_of(struct sim *sim)
{
    return pl_room_epoch(sim_room(sim, WALL));
}

/* Publishes below the room, retained; `body` behind the envelope. */
static void evil(struct sim *sim, const char *below, long long epoch, long long rev,
                 const char *body)
{
    char topic[PL_TOPIC_MAX + 1], payload[2048];
    snprintf(topic, sizeof topic, MAIN "%s", below);
    int size = snprintf(payload, sizeof payload,
                        "{\"v\":1,\"epoch\":%lld,\"rev\":%lld,\"by\":\"" EVIL
                        "\",\"has\":[],\"at\":%lld,%s}",
                        epoch, rev, (long long)sim->wall_ms, body);
    sim_publish(sim, topic, payload, (size_t)size, true);
    sim_flow(sim);
}

static size_t refusals(struct sim *sim, size_t client, enum pl_error error)
{
    const struct sim_client *c = &sim->clients[client];
    size_t count = 0;
    for (size_t i = 0; i < c->note_count && i < SIM_NOTES; i++) {
        count += c->notes[i].note == PL_NOTE_REFUSED && c->notes[i].error == error;
    }
    return count;
}

static void evil_document(struct sim *sim, long long reign, long long epoch, long long rev)
{
    char body[512], more[64] = "";
    if (reign) {
        snprintf(more, sizeof more, "\"reign\":%lld,", reign);
    }
    snprintf(body, sizeof body,
             "\"load\":\"%lld-" EVIL "\",%s\"languages\":[\"en\"],\"title\":{\"en\":\"Evil\"},"
             "\"sections\":[]",
             epoch, more);
    evil(sim, "document", epoch, rev, body);
}

static const char notice[] = "\"text\":\"Evil\",\"until\":0";
static const char timer[] = "\"mode\":\"down\",\"label\":\"Evil\",\"clock\":{\"running\":false,"
                            "\"since\":0,\"used_ms\":0,\"limit_s\":60}";
static const char speakers[] = "\"list\":\"closed\",\"queue\":[]";
static const char cursor[] =
    "\"section\":\"s5\",\"item\":\"i5\",\"position\":0,\"highlights\":[],\"screen\":\"text\"";

static const struct {
    const char *topic, *body;
} lists[] = {{"notice", notice}, {"timer", timer}, {"speakers", speakers}, {"cursor", cursor}};

static bool evil_seen(struct sim *sim, size_t client)
{
    struct pl_room *room = sim_room(sim, client);
    const struct pl_notice *n = pl_room_notice(room, PL_CONFIRMED, NULL);
    const struct pl_timer *t = pl_room_timer(room, PL_CONFIRMED, NULL);
    const struct pl_speakers *s = pl_room_speakers(room, PL_CONFIRMED, NULL);
    struct pl_place place;
    return (n && strcmp(n->text, "Evil") == 0) || (t && strcmp(t->label, "Evil") == 0) ||
           (s && !s->open) || (pl_room_place(room, PL_CONFIRMED, &place) && place.section == 4);
}

/* The chair loads, or begins the room anew and loads; all show it and are live. */
static void assert_cured(struct sim *sim, const struct paper *paper)
{
    struct pl_room *chair = sim_room(sim, CHAIR);
    size_t where;
    enum pl_error error = pl_room_load(chair, paper_document(paper), paper_sections(paper),
                                       sim_now(sim, CHAIR), &where);
    if (error == PL_ERROR_RANGE) {
        assert_int_equal(pl_room_reset(chair, "en", "T", sim_now(sim, CHAIR)), PL_OK);
        sim_run(sim, 2000);
        error = pl_room_load(chair, paper_document(paper), paper_sections(paper),
                             sim_now(sim, CHAIR), &where);
    }
    assert_int_equal(error, PL_OK);
    sim_run(sim, 4000);
    stage_assert_at(sim, WALL, 0, 0);
    assert_int_equal(pl_room_epoch(sim_room(sim, WALL)), pl_room_epoch(chair));
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    stage_move(sim, CHAIR, "s2", "i2", NULL);
    sim_run(sim, 500);
    stage_assert_at(sim, WALL, 1, 1);
}

/* ---- epochs, revs, reigns ---- */

static void test_epochs_and_revs_cannot_be_used_up(void **state)
{
    struct sim *sim = sim_of(state);
    static const long long far[] = {PL_EPOCH_MAX + 1, PL_EPOCH_MAX, PL_INT_MAX};
    stage_move(sim, CHAIR, "s3", "i4", NULL);
    sim_run(sim, 1000);
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        for (size_t e = 0; e < sizeof far / sizeof *far; e++) {
            evil(sim, lists[l].topic, far[e], 1, lists[l].body);
            sim_run(sim, 7000); /* it would wait for its document five of them */
            assert_false(evil_seen(sim, WALL));
        }
        evil(sim, lists[l].topic, epoch_of(sim), PL_INT_MAX, lists[l].body);
        evil(sim, lists[l].topic, epoch_of(sim), PL_REV_FOLLOW_MAX + 9, lists[l].body);
        sim_run(sim, 3000);
        assert_false(evil_seen(sim, WALL));
        assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    }
    stage_assert_at(sim, WALL, 2, 3);
    assert_cured(sim, ((struct stage *)*state)->paper);
}

static void test_a_document_with_the_last_epoch(void **state)
{
    struct sim *sim = sim_of(state);
    evil_document(sim, 0, PL_EPOCH_MAX, 1);
    sim_run(sim, 3000);
    assert_cured(sim, ((struct stage *)*state)->paper);
}

static void test_reigns_cannot_be_used_up(void **state)
{
    struct sim *sim = sim_of(state);
    long long epoch = epoch_of(sim);
    evil_document(sim, PL_REIGN_FOLLOW_MAX + 1, PL_EPOCH_MAX, 1);
    evil_document(sim, PL_REIGN_MAX, PL_EPOCH_MAX, 1);
    sim_run(sim, 3000);
    assert_int_equal(epoch_of(sim), epoch);
    evil_document(sim, PL_REIGN_FOLLOW_MAX, PL_EPOCH_MAX, 1); /* this one is followed */
    sim_run(sim, 3000);
    assert_int_equal(epoch_of(sim), PL_EPOCH_MAX);
    assert_cured(sim, ((struct stage *)*state)->paper);
}

/* Retained messages come in any order: what is of a later document waits for it. */
static void test_what_is_ahead_waits_for_its_document(void **state)
{
    struct sim *sim = sim_of(state);
    long long later = epoch_of(sim) + 5;
    evil(sim, "notice", later, 1, notice);
    sim_run(sim, 1500);
    assert_false(evil_seen(sim, WALL));
    evil_document(sim, 0, later, 1);
    sim_run(sim, 1000);
    assert_true(evil_seen(sim, WALL));
}

static void test_the_same_order_with_other_words(void **state)
{
    struct sim *sim = sim_of(state);
    evil(sim, "notice", epoch_of(sim), 3, "\"text\":\"Coffee\",\"until\":0");
    sim_run(sim, 500);
    evil(sim, "notice", epoch_of(sim), 3, notice);
    assert_false(evil_seen(sim, WALL));
    sim_run(sim, 2000);
    assert_int_equal(refusals(sim, CHAIR, PL_ERROR_TWICE), 1);
    assert_non_null(strstr(sim_retained(sim, MAIN "notice")->bytes, "Coffee"));
    assert_null(strstr(sim_retained(sim, MAIN "notice")->bytes, EVIL)); /* the desk's, anew */
}

/* The running wall keeps its words; the desk puts its own back. */
static void test_the_text_cannot_be_used_up(void **state)
{
    struct sim *sim = sim_of(state);
    const long long far[][2] = {{epoch_of(sim), PL_INT_MAX},
                                {epoch_of(sim), PL_REV_FOLLOW_MAX + 9},
                                {epoch_of(sim) + 1, 1},
                                {PL_EPOCH_MAX, 1},
                                {PL_EPOCH_MAX + 1, 1}};
    static const char *const parts[][3] = {{"items", "s1", "\"items\":[]"},
                                           {"text", "s1/en", "\"title\":\"Evil\",\"items\":{}"}};
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        for (size_t f = 0; f < sizeof far / sizeof *far; f++) {
            char below[PL_TOPIC_MAX + 1], topic[PL_TOPIC_MAX + 16];
            snprintf(below, sizeof below, "%s/%s/%s", parts[p][0],
                     pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->load, parts[p][1]);
            snprintf(topic, sizeof topic, MAIN "%s", below);
            evil(sim, below, far[f][0], far[f][1], parts[p][2]);
            assert_int_equal(pl_room_items(sim_room(sim, WALL), PL_CONFIRMED, 0)->count, 8);
            assert_string_equal(pl_room_text(sim_room(sim, WALL), PL_CONFIRMED, 0, "en")->title,
                                "Section 1");
            sim_run(sim, 7000);
            assert_null(strstr(sim_retained(sim, topic)->bytes, EVIL));
        }
    }
    assert_cured(sim, ((struct stage *)*state)->paper);
}

/* ---- unknown is not empty ---- */

static void test_garbage_is_unknown_to_who_comes_and_put_back_by_who_knows(void **state)
{
    struct sim *sim = sim_of(state);
    stage_add(sim, CHAIR, "Amina");
    sim_run(sim, 500);
    sim_publish(sim, MAIN "speakers", "{", 1, true);
    sim_run(sim, 1600);
    assert_non_null(strstr(sim_retained(sim, MAIN "speakers")->bytes, "Amina"));
    sim_cut(sim, CHAIR, true);
    sim_publish(sim, MAIN "speakers", "{", 1, true);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "secretary", 7);
    sim_connect(sim, command);
    sim_run(sim, 3000);
    assert_true(pl_room_whole(sim_room(sim, command)));
    assert_int_equal(pl_room_unreadable(sim_room(sim, command), PL_TOPIC_SPEAKERS), PL_ERROR_JSON);
    uint64_t number = stage_add(sim, command, "Chen");
    sim_run(sim, 1000);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_DROPPED, number), 1);
    assert_string_equal(sim_retained(sim, MAIN "speakers")->bytes, "{");
    struct pl_intent reset = {.kind = PL_INTENT_RESET, .as.reset = PL_TOPIC_SPEAKERS};
    number = stage_submit(sim, command, &reset, NULL);
    sim_run(sim, 1000);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(stage_speakers(sim, WALL, PL_CONFIRMED)->queue_count, 0);
}

static void test_what_was_never_said_is_begun_by_a_desk(void **state)
{
    struct sim *sim = sim_of(state);
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        char topic[PL_TOPIC_MAX + 1];
        snprintf(topic, sizeof topic, MAIN "%s", lists[l].topic);
        sim_publish(sim, topic, "[]", 2, true);
    }
    sim_run(sim, 2000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 7);
    sim_connect(sim, late);
    sim_run(sim, 4000);
    assert_int_equal(stage_live(sim, late), PL_LIVE);
}

static void test_captions_and_beats_of_the_store_say_nothing(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_liveness live;
    int64_t now_ms;
    sim_cut(sim, CHAIR, true);
    sim_forget(sim, MAIN "desk/chair");
    evil(sim, "caption", 0, 0, "\"text\":\"and so\"");
    evil(sim, "beat/chair", 0, 1, "\"offsets\":[]");
    evil(sim, "display/late/echo", 0, 1, "\"x\":0");
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 7);
    sim_connect(sim, late);
    sim_run(sim, 1000);
    assert_null(pl_room_caption(sim_room(sim, late)));
    assert_false(pl_room_writer_now(sim_room(sim, late), EVIL, sim_now(sim, late), &now_ms));
    sim_run(sim, 6000);
    pl_room_liveness(sim_room(sim, late), sim_now(sim, late), &live);
    assert_int_equal(live.live, PL_LIVE);
    assert_true(live.no_desk);
}

/* ---- places ---- */

static void test_a_cursor_to_nowhere_leaves_the_place(void **state)
{
    struct sim *sim = sim_of(state);
    static const char *const nowhere[] = {
        "\"section\":\"zz\",\"item\":\"i1\",\"position\":0,\"highlights\":[],\"screen\":\"blank\"",
        "\"section\":\"s1\",\"item\":\"zz\",\"position\":0,\"highlights\":[],\"screen\":\"blank\"",
        "\"position\":0,\"highlights\":[],\"screen\":\"blank\""};
    stage_move(sim, CHAIR, "s3", "i4", NULL);
    sim_run(sim, 500);
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        evil(sim, "cursor", epoch_of(sim), 100 * (long long)(i + 1), nowhere[i]);
        stage_assert_at(sim, WALL, 2, 3);
        assert_int_equal(pl_room_screen(sim_room(sim, WALL), PL_CONFIRMED), PL_SCREEN_TEXT);
        sim_run(sim, 2000);
        assert_null(strstr(sim_retained(sim, MAIN "cursor")->bytes, EVIL));
    }
    stage_move(sim, CHAIR, "s3", "i5", NULL);
    sim_run(sim, 500);
    stage_assert_at(sim, WALL, 2, 4);
}

/* The rest works, what misses it says so, and who holds it puts it back. */
static void test_a_section_that_the_broker_lost(void **state)
{
    struct sim *sim = sim_of(state);
    char items[PL_TOPIC_MAX + 1];
    const struct pl_document *document = pl_room_document(sim_room(sim, WALL), PL_CONFIRMED);
    snprintf(items, sizeof items, MAIN "items/%s/s2", document->load);
    sim_cut(sim, CHAIR, true);
    sim_forget(sim, items);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "secretary", 7);
    sim_connect(sim, command);
    sim_run(sim, 4000);
    struct pl_room *room = sim_room(sim, command);
    size_t missing;
    struct pl_place at = {.section = 0, .item = 7}, to;
    assert_true(pl_room_whole(room));
    assert_true(pl_room_missing(room, 0, &missing));
    assert_int_equal(missing, 1);
    assert_false(pl_room_neighbour(room, PL_CONFIRMED, at, 1, &to));
    stage_move(sim, command, "s3", "i3", NULL);
    sim_run(sim, 1000);
    stage_assert_at(sim, WALL, 2, 2);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 8);
    sim_connect(sim, late);
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, late), PL_LIVE_UNREADABLE);
    sim_connect(sim, CHAIR);
    sim_run(sim, 4000);
    assert_non_null(sim_retained(sim, items));
    assert_int_equal(stage_live(sim, late), PL_LIVE);
}

static void test_sections_that_never_come(void **state)
{
    struct sim *sim = sim_of(state);
    static char body[16384];
    long long later = epoch_of(sim) + 5;
    int n =
        snprintf(body, sizeof body,
                 "\"load\":\"%lld-" EVIL "\",\"languages\":[\"en\"],\"title\":{\"en\":\"Evil\"},"
                 "\"sections\":[",
                 later);
    for (int i = 0; i < 30; i++) {
        n += snprintf(body + n, sizeof body - (size_t)n, "%s{\"id\":\"z%d\",\"label\":\"\"}",
                      i ? "," : "", i);
    }
    snprintf(body + n, sizeof body - (size_t)n, "]");
    evil(sim, "document", later, 1, body);
    sim_run(sim, 4000);
    stage_assert_at(sim, WALL, 0, 0);
    assert_true(pl_room_whole(sim_room(sim, CHAIR)));
    stage_add(sim, CHAIR, "Amina");
    sim_run(sim, 500);
    assert_int_equal(stage_speakers(sim, WALL, PL_CONFIRMED)->queue_count, 1);
    assert_cured(sim, ((struct stage *)*state)->paper);
}

/* What a document does not list is not kept, and no desk puts it back. */
static void test_sections_that_no_document_names(void **state)
{
    struct sim *sim = sim_of(state);
    const char *load = pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->load;
    char below[PL_TOPIC_MAX + 1], topic[PL_TOPIC_MAX + 16];
    for (int i = 0; i < 700; i++) {
        snprintf(below, sizeof below, i % 2 ? "items/%s/z%d" : "text/%s/z%d/en", load, i);
        evil(sim, below, epoch_of(sim), 1,
             i % 2 ? "\"items\":[]" : "\"title\":\"Evil\",\"items\":{}");
    }
    sim_run(sim, 2000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    for (int i = 0; i < 700; i++) {
        snprintf(topic, sizeof topic, i % 2 ? MAIN "items/%s/z%d" : MAIN "text/%s/z%d/en", load, i);
        sim_publish(sim, topic, NULL, 0, true);
    }
    sim_run(sim, 5000);
    for (size_t i = 0; i < sim->retained_count; i++) {
        assert_null(strstr(sim->retained[i]->topic, "/z"));
    }
    assert_cured(sim, ((struct stage *)*state)->paper);
}

static void evil_wall(struct sim *sim, const char *user, const char *at_item, int page_step)
{
    char below[64], body[1024];
    int n = snprintf(
        body, sizeof body,
        "\"online\":true,\"name\":\"%s\",\"version\":\"1\",\"size\":[640,480],"
        "\"languages\":[],\"load\":\"%s\",\"holds\":{},\"at_item\":{\"section\":\"s1\",\"item\":"
        "\"%s\",\"pages\":[0",
        user, pl_room_document(sim_room(sim, CHAIR), PL_CONFIRMED)->load, at_item);
    for (int i = 1; i < 12; i++) {
        n += snprintf(body + n, sizeof body - (size_t)n, ",%d", i * page_step);
    }
    snprintf(body + n, sizeof body - (size_t)n,
             "],\"page\":0},\"changed_at\":0,\"took_ms\":0,\"refused\":{},\"old_news\":0");
    snprintf(below, sizeof below, "display/%s", user);
    evil(sim, below, 0, 1, body);
}

static void test_pages_of_one_letter_each(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_place to;
    evil_wall(sim, "evil", "i1", 20);
    assert_true(pl_room_step(sim_room(sim, CHAIR), PL_CONFIRMED, 1, &to));
    assert_int_equal(to.position, 20); /* the report is one, and heard */
    evil_wall(sim, "evil", "i1", 1);
    assert_true(pl_room_step(sim_room(sim, CHAIR), PL_CONFIRMED, 1, &to));
    assert_int_equal(to.position, 0);
    assert_int_equal(to.item, 1);
}

/* ---- who is there ---- */

/* Seventy entries more than there is place for: the walls and desks that are there stay, or are
 * back with their next word. */
static void test_very_many_entries(void **state)
{
    struct sim *sim = sim_of(state);
    char user[32];
    for (int i = 0; i < PL_PEERS_MAX + 70; i++) {
        snprintf(user, sizeof user, "flood%d", i);
        evil_wall(sim, user, "i1", 20);
        snprintf(user, sizeof user, "desk/flood%d", i);
        evil(sim, user, 0, 1, "\"online\":true,\"name\":\"x\",\"version\":\"1\"");
    }
    stage_move(sim, CHAIR, "s3", "i3", NULL);
    sim_run(sim, 1000);
    stage_assert_at(sim, WALL, 2, 2);
    struct pl_report report = {
        .section = "s3", .item = "i3", .pages = (int64_t[]){0}, .page_count = 1};
    pl_room_report(sim_room(sim, WALL), &report, sim_now(sim, WALL));
    sim_run(sim, 10000);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 7);
    sim_connect(sim, late);
    sim_run(sim, 2000);
    struct pl_peer peer;
    bool hall = false, joined = false;
    for (size_t i = 0; pl_room_display(sim_room(sim, CHAIR), i, &peer); i++) {
        hall |= strcmp(peer.user, "hall") == 0 && peer.is.display->item &&
                strcmp(peer.is.display->item, "i3") == 0;
        joined |= strcmp(peer.user, "late") == 0;
    }
    assert_true(hall && joined);
    assert_int_equal(pl_room_displays(sim_room(sim, CHAIR)), PL_PEERS_MAX);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    sim_cut(sim, CHAIR, false);
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_NO_BEAT);
}

static void test_intents_that_were_never_made(void **state)
{
    struct sim *sim = sim_of(state);
    char payload[512];
    int size = snprintf(payload, sizeof payload,
                        "{\"v\":1,\"epoch\":%lld,\"rev\":5,\"by\":\"" EVIL
                        "\",\"has\":[[\"0000000000000001\",1000]],\"at\":5,%s}",
                        epoch_of(sim), cursor);
    sim_publish(sim, MAIN "cursor", payload, (size_t)size, true);
    sim_flow(sim);
    stage_move(sim, CHAIR, "s3", "i4", NULL);
    sim_run(sim, 500);
    stage_assert_at(sim, WALL, 2, 3);
}

static void test_only_beats_tell_a_clock(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t before, after;
    char payload[512];
    sim_run(sim, 5000);
    assert_true(
        pl_room_writer_now(sim_room(sim, WALL), "0000000000000001", sim_now(sim, WALL), &before));
    static const char *const forged[][2] = {{"caption", "\"text\":\"so\""},
                                            {"display/x", "\"online\":false,\"name\":\"x\""},
                                            {"request/x", "\"want\":\"floor\",\"number\":1,"
                                                          "\"kind\":\"statement\""},
                                            {"beat/stranger", "\"offsets\":[]"},
                                            {"notice", "\"text\":\"x\",\"until\":0"}};
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        char topic[PL_TOPIC_MAX + 1];
        snprintf(topic, sizeof topic, MAIN "%s", forged[i][0]);
        int size = snprintf(payload, sizeof payload,
                            "{\"v\":1,\"epoch\":%lld,\"rev\":1,\"by\":\"0000000000000001\","
                            "\"has\":[],\"at\":%lld,%s}",
                            epoch_of(sim), (long long)sim->wall_ms + 600000, forged[i][1]);
        sim_publish(sim, topic, payload, (size_t)size, false);
        sim_flow(sim);
        assert_true(pl_room_writer_now(sim_room(sim, WALL), "0000000000000001", sim_now(sim, WALL),
                                       &after));
        assert_int_equal(after, before);
    }
}

static void test_a_desk_counts_while_it_beats(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_liveness live;
    evil(sim, "desk/ghost", 0, 1, "\"online\":true,\"name\":\"ghost\",\"version\":\"1\"");
    sim_run(sim, 30000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    sim_cut(sim, CHAIR, false); /* its will is not sent */
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_NO_BEAT);
    size_t other = sim_add(sim, PL_ROLE_DESK, "secretary", 7);
    sim_connect(sim, other);
    sim_run(sim, 16000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_false(live.no_desk);
}

static void test_one_desk_a_user_the_one_that_beats(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *chair = sim_room(sim, CHAIR);
    evil(sim, "desk/chair", 0, 1, "\"online\":true,\"name\":\"chair\",\"version\":\"1\"");
    sim_run(sim, 8000);
    assert_false(pl_room_displaced(chair));
    assert_null(strstr(sim_retained(sim, MAIN "desk/chair")->bytes, EVIL));
    size_t other = sim_add(sim, PL_ROLE_DESK, "chair", 7);
    sim_connect(sim, other);
    sim_run(sim, 5000);
    assert_true(pl_room_displaced(chair));
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DISPLACED, 0), 1);
    assert_false(pl_room_displaced(sim_room(sim, other)));
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    stage_move(sim, CHAIR, "s3", "i3", NULL);
    sim_run(sim, 1000);
    stage_assert_at(sim, WALL, 0, 0);
    pl_room_take_back(chair, sim_now(sim, CHAIR));
    sim_run(sim, 5000);
    assert_true(pl_room_displaced(sim_room(sim, other)));
    stage_move(sim, CHAIR, "s4", "i4", NULL);
    sim_run(sim, 1000);
    stage_assert_at(sim, WALL, 3, 3);
}

static void test_a_forged_echo_takes_no_entry(void **state)
{
    struct sim *sim = sim_of(state);
    char payload[256];
    for (int i = 0; i < 8; i++) {
        int size = snprintf(payload, sizeof payload,
                            "{\"v\":1,\"epoch\":0,\"rev\":%d,\"by\":\"0000000000000000\","
                            "\"at\":5}",
                            i + 1);
        sim_publish(sim, MAIN "display/hall/echo", payload, (size_t)size, false);
        sim_run(sim, 1200);
    }
    stage_move(sim, CHAIR, "s3", "i3", NULL);
    sim_run(sim, 1000);
    struct pl_peer peer;
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_string_equal(peer.by, "0000000000000002");
    assert_int_equal(peer.is.display->holds[PL_TOPIC_CURSOR].epoch, epoch_of(sim));
}

static void test_very_many_ask(void **state)
{
    struct sim *sim = sim_of(state);
    static const char *const known[] = {"u5", "honest"};
    struct pl_room_config config = {.room = "main",
                                    .user = "secretary",
                                    .name = "secretary",
                                    .by = "0000000000000007",
                                    .seed = 1,
                                    .role = PL_ROLE_DESK,
                                    .users = known,
                                    .user_count = 2};
    for (int i = 0; i < 400; i++) {
        char below[32];
        snprintf(below, sizeof below, "request/u%d", i);
        evil(sim, below, 0, 1, "\"want\":\"floor\",\"number\":1,\"kind\":\"statement\"");
    }
    size_t desk = sim_add_config(sim, &config);
    sim_connect(sim, desk);
    sim_run(sim, 3000);
    evil(sim, "request/honest", 0, 1, "\"want\":\"floor\",\"number\":1,\"kind\":\"statement\"");
    struct pl_room *room = sim_room(sim, desk);
    bool seen[2] = {false, false};
    struct pl_asking asking;
    for (size_t i = 0; pl_room_request(room, i, &asking); i++) {
        seen[0] |= strcmp(asking.user, "u5") == 0;
        seen[1] |= strcmp(asking.user, "honest") == 0;
    }
    assert_true(seen[0] && seen[1]);
    assert_int_equal(pl_room_requests(room), PL_QUEUE_MAX);
    assert_int_equal(pl_room_requests_more(room), 401 - PL_QUEUE_MAX);
}

/* ---- what the broker holds ---- */

static void test_a_wall_says_what_the_broker_lost(void **state)
{
    struct sim *sim = sim_of(state);
    stage_move(sim, CHAIR, "s3", "i3", NULL);
    sim_run(sim, 1000);
    struct sim_snapshot old = sim_snapshot(sim);
    stage_move(sim, CHAIR, "s4", "i4", NULL);
    sim_run(sim, 1000);
    sim_cut(sim, CHAIR, false);
    sim_cut(sim, WALL, false);
    sim_restore(sim, &old);
    sim_connect(sim, WALL);
    sim_run(sim, 4000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_BEHIND);
    stage_assert_at(sim, WALL, 3, 3);
    size_t desk = sim_add(sim, PL_ROLE_DESK, "secretary", 7); /* sees what the wall reports */
    struct sim_blob document = *sim_retained(sim, MAIN "document");
    char bytes[2048];
    assert_true(document.size < sizeof bytes);
    memcpy(bytes, document.bytes, document.size);
    sim_forget(sim, MAIN "document");
    sim_retain(sim, MAIN "document", bytes, document.size); /* comes behind the report */
    sim_connect(sim, desk);
    sim_run(sim, 12000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    struct pl_place here = stage_place(sim, desk, PL_CONFIRMED);
    stage_assert_at(sim, WALL, here.section, here.item);
    sim_snapshot_finish(&old);
    sim_cut(sim, WALL, false);
    sim_cut(sim, desk, false);
    while (sim->retained_count > 0) {
        sim_forget(sim, sim->retained[0]->topic);
    }
    sim_connect(sim, WALL);
    sim_run(sim, 4000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_LOST);
    sim_connect(sim, desk);
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
}

/* That nobody sees this wall is the least that can be wrong with it. */
static void test_a_wall_that_may_not_report(void **state)
{
    struct sim *sim = sim_of(state);
    sim->deaf_to_walls = true;
    size_t wall = sim_add(sim, PL_ROLE_DISPLAY, "annex", 7);
    sim_connect(sim, wall);
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, wall), PL_LIVE_DENIED);
    stage_move(sim, CHAIR, "s3", "i3", NULL);
    sim_run(sim, 1000);
    stage_assert_at(sim, wall, 2, 2);
    struct sim_snapshot old = sim_snapshot(sim);
    stage_move(sim, CHAIR, "s4", "i4", NULL);
    sim_run(sim, 3000);
    sim_cut(sim, CHAIR, false);
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, wall), PL_LIVE_NO_BEAT);
    sim_cut(sim, wall, false);
    assert_int_equal(stage_live(sim, wall), PL_LIVE_CUT);
    sim_restore(sim, &old);
    sim_snapshot_finish(&old);
    sim_connect(sim, wall);
    sim_run(sim, 4000);
    assert_int_equal(stage_live(sim, wall), PL_LIVE_BEHIND);
    sim_cut(sim, wall, false);
    while (sim->retained_count > 0) {
        sim_forget(sim, sim->retained[0]->topic);
    }
    sim_connect(sim, wall);
    sim_run(sim, 4000);
    assert_int_equal(stage_live(sim, wall), PL_LIVE_LOST);
    sim_connect(sim, CHAIR);
    sim_run(sim, 6000);
    assert_int_equal(stage_live(sim, wall), PL_LIVE_DENIED);
    stage_assert_at(sim, wall, 3, 3);
}

/* A writer's next rev is above what walls report, so that they follow. */
static void test_a_command_is_followed_after_an_old_store(void **state)
{
    struct sim *sim = sim_of(state);
    struct sim_snapshot old = sim_snapshot(sim);
    for (int i = 0; i < 5; i++) {
        stage_move(sim, CHAIR, "s3", i % 2 ? "i3" : "i4", NULL);
        sim_run(sim, 1000);
    }
    sim_cut(sim, CHAIR, false);
    sim_cut(sim, WALL, false);
    sim_restore(sim, &old);
    sim_snapshot_finish(&old);
    sim_connect(sim, WALL);
    sim_run(sim, 1000);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "secretary", 7);
    sim_connect(sim, command);
    sim_run(sim, 1000);
    stage_move(sim, command, "s5", "i5", NULL);
    sim_run(sim, 4500); /* the old store names a desk: it may come and say what the wall holds */
    stage_assert_at(sim, WALL, 4, 4);
    assert_false(pl_room_lags(sim_room(sim, command), 0));
}

static void test_what_no_document_names_is_deleted(void **state)
{
    struct sim *sim = sim_of(state);
    char topic[PL_TOPIC_MAX + 1];
    snprintf(topic, sizeof topic, "items/%lld-" EVIL "/s1", epoch_of(sim) + 3);
    evil(sim, topic, epoch_of(sim) + 3, 1, "\"items\":[]");
    size_t desk = sim_add(sim, PL_ROLE_DESK, "secretary", 7);
    sim_connect(sim, desk);
    sim_run(sim, 30000);
    char whole[PL_TOPIC_MAX + 16];
    snprintf(whole, sizeof whole, MAIN "%s", topic);
    const struct sim_blob *left = sim_retained(sim, whole);
    assert_true(!left || left->size == 0);
}

int main(void)
{
#define FULL(test) cmocka_unit_test_setup_teardown(test, stage_full, stage_leave)
    const struct CMUnitTest tests[] = {
        FULL(test_epochs_and_revs_cannot_be_used_up),
        FULL(test_a_document_with_the_last_epoch),
        FULL(test_reigns_cannot_be_used_up),
        FULL(test_what_is_ahead_waits_for_its_document),
        FULL(test_the_same_order_with_other_words),
        FULL(test_the_text_cannot_be_used_up),
        FULL(test_garbage_is_unknown_to_who_comes_and_put_back_by_who_knows),
        FULL(test_what_was_never_said_is_begun_by_a_desk),
        FULL(test_captions_and_beats_of_the_store_say_nothing),
        FULL(test_a_cursor_to_nowhere_leaves_the_place),
        FULL(test_a_section_that_the_broker_lost),
        FULL(test_sections_that_never_come),
        FULL(test_sections_that_no_document_names),
        FULL(test_pages_of_one_letter_each),
        FULL(test_very_many_entries),
        FULL(test_intents_that_were_never_made),
        FULL(test_only_beats_tell_a_clock),
        FULL(test_a_desk_counts_while_it_beats),
        FULL(test_one_desk_a_user_the_one_that_beats),
        FULL(test_a_forged_echo_takes_no_entry),
        FULL(test_very_many_ask),
        FULL(test_a_wall_says_what_the_broker_lost),
        FULL(test_a_wall_that_may_not_report),
        FULL(test_a_command_is_followed_after_an_old_store),
        FULL(test_what_no_document_names_is_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

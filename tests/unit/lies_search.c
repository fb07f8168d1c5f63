/* The long form of test_lies: lies_search [--runs N] [--seed N] [--tell]. Each kind of finding is
 * told once, with the seed that shows it again; exits 1 where there is any. */
#define _POSIX_C_SOURCE 200809L
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plenary/wire.h"
#include "tests/unit/lies.h"
#include "tests/unit/poison.h"

enum { KINDS = 4096 };

struct kind {
    struct lies_finding is;
    uint64_t seed, count;
};

struct search {
    uint64_t runs, seed;
    bool tell, poison;
    struct kind kinds[KINDS];
    size_t kind_count;
    uint64_t found;
};

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static bool read_options(int argc, char **argv, struct search *out)
{
    static const struct option known[] = {{"runs", required_argument, NULL, 'r'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"tell", no_argument, NULL, 't'},
                                          {"poison", required_argument, NULL, 'p'},
                                          {0}};
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        uint64_t value = optarg ? strtoull(optarg, NULL, 10) : 0;
        if (c == 'r')
            out->runs = value;
        else if (c == 's')
            out->seed = value;
        else if (c == 't')
            out->tell = true;
        else if (c == 'p')
            out->poison = (out->seed = value, true);
        else
            return false;
    }
    return optind == argc;
}

static void note(struct search *search, const struct lies_finding *finding, uint64_t seed)
{
    size_t i = 0;
    search->found++;
    while (i < search->kind_count && (strcmp(search->kinds[i].is.fault, finding->fault) != 0 ||
                                      strcmp(search->kinds[i].is.question, finding->question) != 0))
        i++;
    if (i < search->kind_count) {
        search->kinds[i].count++;
    } else if (i < KINDS) {
        search->kinds[search->kind_count++] = (struct kind){*finding, seed, 1};
        printf("seed %" PRIu64 ": %s -> %s\n", seed, finding->fault, finding->question);
        fflush(stdout);
    }
}

/* ---- one message ---- */

struct line {
    struct line *next;
    char *topic, *payload;
};

static struct line *read_lines(void)
{
    struct line *first = NULL;
    char *text = NULL;
    size_t space = 0;
    for (ssize_t length; (length = getline(&text, &space, stdin)) > 0;) {
        char *tab = strchr(text, '\t');
        struct line *line = tab ? malloc(sizeof *line) : NULL;
        if (!line)
            continue;
        text[length - (text[length - 1] == '\n')] = '\0';
        *tab = '\0';
        *line = (struct line){first, text, tab + 1};
        first = line;
        text = NULL;
    }
    free(text);
    return first;
}

static void know_desk(struct poison_room *room, const struct line *line)
{
    struct pl_topic topic;
    struct pl_message *m = NULL;
    if (pl_wire_parse_topic("main", line->topic, &topic) == PL_OK && topic.kind == PL_TOPIC_DESK &&
        pl_wire_decode(&topic, line->payload, strlen(line->payload), &m) == PL_OK && !m->empty)
        memcpy(room->desk_by, m->envelope.stamp.by, sizeof room->desk_by);
    pl_message_destroy(m);
}

static int say_poison(uint64_t seed)
{
    static const char *const walls[] = {"hall", "annex"};
    static struct poison_room room = {
        .walls = walls, .wall_count = 2, .desk_by = "00000000000000aa"};
    static struct poison poison;
    struct timespec now;
    struct line *first = read_lines();
    clock_gettime(CLOCK_REALTIME, &now);
    room.wall_ms = (int64_t)now.tv_sec * 1000;
    for (int round = 0; round < 2; round++)
        for (const struct line *line = first; line; line = line->next) {
            poison_know(&room, line->topic, line->payload, strlen(line->payload));
            know_desk(&room, line);
        }
    uint64_t random = seed * 0x9e3779b97f4a7c15u;
    if (!room.item_count)
        return 1;
    poison_make(&random, &room, &poison);
    printf("what %s\ntopic %s\ncopies %zu\nretain %d\ntaken %d\nfar %d\nkind %d\nbytes ",
           poison.what, poison.topic, poison.copies, poison.retain, poison.taken, poison.far,
           (int)poison.kind);
    for (size_t i = 0; i < poison.size; i++)
        printf("%02x", (unsigned char)poison.bytes[i]);
    putchar('\n');
    for (struct line *line = first; line; line = first) {
        first = line->next;
        free(line->topic);
        free(line);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static struct search search = {.runs = 1000000, .seed = 1};
    if (!read_options(argc, argv, &search)) {
        fputs("usage: lies_search [--runs N] [--seed N] [--tell] | --poison N\n", stderr);
        return 2;
    }
    if (search.poison)
        return say_poison(search.seed);
    double since = seconds();
    for (uint64_t i = 0; i < search.runs; i++) {
        struct lies_finding finding;
        lies_trial(search.seed + i, search.tell, &finding);
        if (*finding.question)
            note(&search, &finding, search.seed + i);
    }
    double took = seconds() - since;
    printf("%" PRIu64 " trials, %.0f s, %.0f a second: %" PRIu64 " lies of %zu kinds\n",
           search.runs, took, (double)search.runs / (took > 0 ? took : 1), search.found,
           search.kind_count);
    return search.found > 0;
}

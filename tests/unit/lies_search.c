/* The long form of test_lies: lies_search [--runs N] [--seed N] [--tell]. Each kind of finding is told
 * once, with the seed that shows it again; exits 1 where there is any. */
#define _POSIX_C_SOURCE 200809L
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/lies.h"

enum { KINDS = 4096 };

struct kind {
    struct lies_finding is;
    uint64_t seed, count;
};

struct search {
    uint64_t runs, seed;
    bool tell;
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
                                          {0}};
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        uint64_t value = optarg ? strtoull(optarg, NULL, 10) : 0;
        if (c == 'r')
            out->runs = value;
        else if (c == 's')
            out->seed = value;
        else if (c == 't')
            out->tell = true;
        else
            return false;
    }
    return optind == argc;
}

static void note(struct search *search, const struct lies_finding *finding, uint64_t seed)
{
    size_t i = 0;
    search->found++;
    while (i < search->kind_count &&
           (strcmp(search->kinds[i].is.fault, finding->fault) != 0 ||
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

int main(int argc, char **argv)
{
    static struct search search = {.runs = 1000000, .seed = 1};
    if (!read_options(argc, argv, &search)) {
        fputs("usage: lies_search [--runs N] [--seed N] [--tell]\n", stderr);
        return 2;
    }
    double since = seconds();
    for (uint64_t i = 0; i < search.runs; i++) {
        struct lies_finding finding;
        lies_trial(search.seed + i, search.tell, &finding);
        if (*finding.question)
            note(&search, &finding, search.seed + i);
    }
    double took = seconds() - since;
    printf("%" PRIu64 " trials, %.0f s, %.0f a second: %" PRIu64 " lies of %zu kinds\n", search.runs,
           took, (double)search.runs / (took > 0 ? took : 1), search.found, search.kind_count);
    return search.found > 0;
}

/* The long form of test_two_writers: two_writers [--runs N] [--seed N] [--length N] [--depth N]
 * [--tell]. Exits 1 and says how to repeat it where an interleaving fails. */
#define _POSIX_C_SOURCE 200809L
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/model.h"

struct options {
    uint64_t runs, seed;
    unsigned length, depth;
    bool tell;
};

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static bool read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {
        {"runs", required_argument, NULL, 'r'},   {"seed", required_argument, NULL, 's'},
        {"length", required_argument, NULL, 'l'}, {"depth", required_argument, NULL, 'd'},
        {"tell", no_argument, NULL, 't'},         {0}};
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        uint64_t value = optarg ? strtoull(optarg, NULL, 10) : 0;
        if (c == 'r')
            out->runs = value;
        else if (c == 's')
            out->seed = value;
        else if (c == 'l')
            out->length = (unsigned)value;
        else if (c == 'd')
            out->depth = (unsigned)value;
        else if (c == 't')
            out->tell = true;
        else
            return false;
    }
    return optind == argc;
}

static bool say(const char *what, const struct model_result *result, double since)
{
    double took = seconds() - since;
    printf("%s: %" PRIu64 " interleavings, %" PRIu64 " choices, %.1f s, %.0f a second\n", what,
           result->runs, result->steps, took, (double)result->runs / (took > 0 ? took : 1));
    if (!*result->failure)
        return true;
    printf("FAILED: %s\nrepeat: --depth 0 --runs %d --seed %" PRIu64 " --tell\n", result->failure,
           MODEL_BATCH, result->seed);
    return false;
}

int main(int argc, char **argv)
{
    struct options options = {.runs = 1000000, .seed = 1, .length = 40, .depth = 8};
    if (!read_options(argc, argv, &options)) {
        fputs("usage: two_writers [--runs N] [--seed N] [--length N] [--depth N] [--tell]\n",
              stderr);
        return 2;
    }
    for (unsigned i = 0; options.depth && i < MODEL_SCENARIOS; i++) {
        double since = seconds();
        struct model_result result = model_every(i, options.depth, options.tell);
        if (!say(model_scenario(i), &result, since))
            return 1;
        fflush(stdout);
    }
    double since = seconds();
    struct model_result result =
        model_random(options.seed, options.runs, options.length, options.tell);
    return say("random", &result, since) ? 0 : 1;
}

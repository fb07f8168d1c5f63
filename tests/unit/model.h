/* Two and three writers, two readers and a late joiner on one broker that may lose its memory, all
 * with the real room. A run makes choices (who asks for what, whose message moves next, who is cut
 * off, how time passes), then lets all come to rest, and looks: all the same, the broker too, no
 * intent of a living writer lost, nobody ever moved back. The first failure is told in words.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_TEXT = 400 };

struct model_result {
    uint64_t runs;            /* interleavings that came to rest and were looked at */
    uint64_t steps;           /* choices made */
    uint64_t seed;            /* of the batch that failed */
    char failure[MODEL_TEXT]; /* "": none */
};

/* Random runs, MODEL_BATCH of them in one room one after the other, about `length` choices each. */
enum { MODEL_BATCH = 25 };
struct model_result model_random(uint64_t seed, uint64_t runs, unsigned length, bool tell);

/* Every interleaving of a scenario up to `depth` choices; states that were met before, with as
 * many choices left, are not gone on from. */
enum { MODEL_SCENARIOS = 5 };
struct model_result model_every(unsigned scenario, unsigned depth, bool tell);
const char *model_scenario(unsigned scenario);

#endif

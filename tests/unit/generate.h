/* Random messages of every kind, valid and of all shapes: what is optional is
 * there or not, lists are empty, short or at their limit, text is in many
 * scripts. The same seed gives the same messages. What is generated lives until
 * generate_finish.
 */
#ifndef TEST_GENERATE_H
#define TEST_GENERATE_H

#include "firmware/core/arena.h"
#include "plenary/message.h"

struct generator {
    uint64_t state;
    struct arena arena;
    bool large; /* lists near their limits; a message may then be over PL_PAYLOAD_MAX */
};

void generate_init(struct generator *generator, uint64_t seed);
void generate_finish(struct generator *generator);
void generate_clear(struct generator *generator); /* frees, goes on with the numbers */

uint64_t generate_below(struct generator *generator, uint64_t bound);
bool generate_chance(struct generator *generator, unsigned percent);
const char *generate_text(struct generator *generator, size_t max_bytes, size_t max_points);
const char *generate_id(struct generator *generator);
const char *generate_by(struct generator *generator);

/* A message of this kind on a topic of its own. */
void generate_message(struct generator *generator, enum pl_topic_kind kind,
                      struct pl_message *message_out);

#endif

/* Loads as names: "<epoch>-<by>". What pl_wire_is_… leaves to the core.
 */
#ifndef CORE_TOPIC_H
#define CORE_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

bool is_load(const char *load);

/* False where it is no load. */
bool load_epoch(const char *load, int64_t *epoch_out);

#endif

/* A decoded message with the memory it owns. Made by the decoder, freed by
 * pl_message_destroy.
 */
#ifndef CORE_MESSAGE_H
#define CORE_MESSAGE_H

#include "arena.h"
#include "plenary/message.h"

struct owned_message {
    struct pl_message message; /* first: a pointer to it is a pointer to the whole */
    struct arena arena;
};

struct owned_message *message_create(const struct pl_topic *topic);

/* What a decoded message takes, in bytes. */
size_t message_bytes(const struct pl_message *message);

#endif

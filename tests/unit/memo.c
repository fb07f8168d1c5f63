#include "tests/unit/memo.h"

#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"

enum pl_error __real_pl_wire_decode(const struct pl_topic *topic, const void *bytes, size_t size,
                                    struct pl_message **message_out);
void __real_pl_message_destroy(struct pl_message *message);
enum pl_error __wrap_pl_wire_decode(const struct pl_topic *topic, const void *bytes, size_t size,
                                    struct pl_message **message_out);
void __wrap_pl_message_destroy(struct pl_message *message);

enum { CELLS = 1 << 12 };

struct known {
    struct known *next;  /* of the same cell */
    struct known *alike; /* of the same cell by its message's address */
    uint64_t hash;
    size_t refs, size;
    struct pl_message *message;
    char bytes[];
};

static struct known *by_bytes[CELLS], *by_message[CELLS];
static size_t known_count;

static uint64_t hash_bytes(const struct pl_topic *topic, const unsigned char *bytes, size_t size)
{
    uint64_t hash = 14695981039346656037u + (uint64_t)topic->kind;
    for (const char *c = topic->user; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    for (; size >= 8; size -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    for (; size > 0; size--)
        hash = (hash ^ *bytes++) * 1099511628211u;
    return hash ^ hash >> 32;
}

static size_t address_cell(const struct pl_message *message)
{
    return ((uintptr_t)message >> 5) * 0x9e3779b97f4a7c15u >> 40 & (CELLS - 1);
}

static bool same_topic(const struct pl_topic *a, const struct pl_topic *b)
{
    return a->kind == b->kind && strcmp(a->user, b->user) == 0 && strcmp(a->load, b->load) == 0 &&
           strcmp(a->section, b->section) == 0 && strcmp(a->lang, b->lang) == 0;
}

static struct known *find(const struct pl_topic *topic, const void *bytes, size_t size,
                          uint64_t hash)
{
    for (struct known *k = by_bytes[hash % CELLS]; k; k = k->next)
        if (k->hash == hash && k->size == size && memcmp(k->bytes, bytes, size) == 0 &&
            same_topic(&k->message->topic, topic))
            return k;
    return NULL;
}

enum pl_error __wrap_pl_wire_decode(const struct pl_topic *topic, const void *bytes, size_t size,
                                    struct pl_message **message_out)
{
    uint64_t hash = hash_bytes(topic, bytes, size);
    struct known *known = find(topic, bytes, size, hash);
    if (known) {
        known->refs++;
        *message_out = known->message;
        return PL_OK;
    }
    enum pl_error error = __real_pl_wire_decode(topic, bytes, size, message_out);
    known = error == PL_OK ? malloc(sizeof *known + size) : NULL;
    if (!known)
        return error;
    *known = (struct known){.hash = hash, .refs = 1, .size = size, .message = *message_out};
    if (size)
        memcpy(known->bytes, bytes, size);
    known->next = by_bytes[hash % CELLS];
    by_bytes[hash % CELLS] = known;
    size_t cell = address_cell(*message_out);
    known->alike = by_message[cell];
    by_message[cell] = known;
    known_count++;
    return PL_OK;
}

void __wrap_pl_message_destroy(struct pl_message *message)
{
    if (!message)
        return;
    for (struct known *k = by_message[address_cell(message)]; k; k = k->alike)
        if (k->message == message) {
            k->refs--;
            return;
        }
    __real_pl_message_destroy(message);
}

static void unlink_message(const struct known *known)
{
    struct known **link = &by_message[address_cell(known->message)];
    while (*link != known)
        link = &(*link)->alike;
    *link = known->alike;
}

void memo_forget(void)
{
    if (known_count < CELLS)
        return;
    for (size_t i = 0; i < CELLS; i++)
        for (struct known **link = &by_bytes[i]; *link;) {
            struct known *known = *link;
            if (known->refs > 0) {
                link = &known->next;
                continue;
            }
            *link = known->next;
            unlink_message(known);
            __real_pl_message_destroy(known->message);
            free(known);
            known_count--;
        }
}

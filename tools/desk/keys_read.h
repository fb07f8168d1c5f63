/* From the bytes that a terminal sends to keys: characters of UTF-8, the sequences of terminfo and
 * those that all xterms share, the mouse, bracketed paste. Half a sequence waits for its rest; a
 * lone escape is the key after 25 ms. Where a terminal does not say that text is pasted, its pace
 * tells: it comes at once. Pure: time is an argument; bytes are taken as they come.
 */
#ifndef DESK_KEYS_READ_H
#define DESK_KEYS_READ_H

#include <stdint.h>

#include "keys.h"

enum {
    KEYS_READ_BYTES = 4096,
    KEYS_READ_ESCAPE_MS = 25,   /* longer than the bytes of one key lie apart, also over ssh */
    KEYS_READ_PATIENCE_MS = 500 /* a sequence that has surely begun, half a character */
};

/* What the terminal sends for a key. */
struct keys_string {
    const char *bytes;
    enum keys_code code;
};

struct keys_reader { /* zero, and its strings (may be none), is one that has read nothing */
    const struct keys_string *strings;
    size_t string_count;
    unsigned char bytes[KEYS_READ_BYTES];
    size_t from, to; /* the bytes that wait */
    int64_t came_ms; /* the last of them */
    bool pasting;
    bool pouring;    /* characters come faster than a hand types, */
    size_t poured;   /* so many by now */
    size_t slack;    /* so many that wait may have been typed one by one */
    int64_t hold_ms; /* a character waits so long for others that came with it; 0: not at all */
    bool clicked;    /* once, at a cell and a time: the next there is a double click */
    int click_x, click_y;
    int64_t click_ms;
};

/* A long text is coming, piece by piece; nothing of it waits here. */
bool keys_read_pours(const struct keys_reader *reader);
/* How many bytes it takes now. */
size_t keys_read_space(const struct keys_reader *reader);
/* busy_ms: nobody looked for so long, so that what came one by one lies together. */
void keys_read_add(struct keys_reader *reader, const void *bytes, size_t count, int64_t now_ms,
                   int64_t busy_ms);

/* The next key; false: none is whole yet. */
bool keys_read_next(struct keys_reader *reader, int64_t now_ms, struct keys_key *key_out);

/* When what waits becomes a key without its rest; INT64_MAX: never. */
int64_t keys_read_deadline(const struct keys_reader *reader);

#endif

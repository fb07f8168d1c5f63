/* What the halves of pandoc.c share: blocks, and the words of one. */
#ifndef DESK_PANDOC_PARTS_H
#define DESK_PANDOC_PARTS_H

#include "core/json.h"
#include "pandoc.h"

enum { PANDOC_COMMENTS = 16, PANDOC_ID = 24 };

/* A comment whose range is open, and what it says of the words in it. */
struct pandoc_comment {
    char id[PANDOC_ID];
    const char *author;
    bool retain; /* else: inserted */
};

/* Words with the same marks: bytes of pandoc_words.text. Names are as the authors were written. */
struct pandoc_piece {
    size_t start, end;
    bool inserted, deleted;
    const char *ins, *del, *keep; /* NULL: nobody's */
};

struct pandoc_words {
    struct ink text;
    struct pandoc_piece *pieces;
    size_t count;
    struct pandoc_piece now; /* the marks of what comes next */
    const char *const
        *script;        /* what stands for 0 to 9, + and - of what comes next; NULL: they do */
    bool notes;         /* a foot note was left out */
    const char *broken; /* who broke or joined the paragraph here; NULL: nobody */
};

struct pandoc_reader {
    struct job *job;
    const struct pandoc_source *source;
    struct ink *draft;
    struct pandoc_comment comments[PANDOC_COMMENTS];
    size_t comment_count;
    const char *title; /* of the document; "" */
    bool underlines;   /* it was said that they are words */
    unsigned quotes;   /* indented paragraphs around what is read */
};

/* The tag of a node, "" where it has none; its content. */
const char *pandoc_tag(const struct json *node);
const struct json *pandoc_content(const struct json *node);
const struct json *pandoc_nth(const struct json *list, size_t index);
/* Of [id, [classes], [[key, value]]]. */
bool pandoc_has_class(const struct json *attributes, const char *name);
const char *pandoc_value(const struct json *attributes, const char *key); /* NULL: none */

/* The words of a list of inlines, added to those that are there. */
void pandoc_read_words(struct pandoc_reader *reader, const struct json *inlines,
                       struct pandoc_words *words);
void pandoc_finish_words(struct pandoc_words *words);

/* As a line of the draft, without what stands before it. False where there are no words. */
bool pandoc_write_words(struct pandoc_reader *reader, struct pandoc_words *words, struct ink *line);

/* "first words of it…" for people. */
enum { PANDOC_QUOTE = 120 };
void pandoc_quote(const char *text, size_t size, char out[PANDOC_QUOTE]);

#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"
#include "topic.h"
#include "utf8.h"

static const char prefix[] = "plenary/";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_id_char(char c)
{
    return is_lower(c) || is_digit(c) || c == '-';
}

static bool is_hex_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_room_char(char c)
{
    return is_lower((char)(c | 0x20)) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

static bool made_of(const char *s, bool (*allowed)(char), size_t max)
{
    size_t length = 0;
    while (s[length]) {
        if (length == max || !allowed(s[length])) {
            return false;
        }
        length++;
    }
    return length > 0;
}

bool pl_wire_is_id(const char *s)
{
    return made_of(s, is_id_char, PL_ID_MAX);
}

bool pl_wire_is_by(const char *s)
{
    return made_of(s, is_hex_char, PL_BY_LEN) && strlen(s) == PL_BY_LEN;
}

bool pl_wire_is_room(const char *s)
{
    return made_of(s, is_room_char, PL_ROOM_MAX);
}

/* Parts of at most eight letters and digits; the first is two or three letters, so that no
 * language can be called "items" where a display says what it holds. */
bool pl_wire_is_lang(const char *s)
{
    if (!made_of(s, is_id_char, PL_LANG_MAX)) {
        return false;
    }
    size_t first = strcspn(s, "-"), letters = 0;
    while (is_lower(s[letters])) {
        letters++;
    }
    if (first < 2 || first > 3 || letters != first) {
        return false;
    }
    for (s += first; *s == '-'; s += strcspn(s + 1, "-") + 1) {
        size_t part = strcspn(s + 1, "-");
        if (part < 1 || part > 8) {
            return false;
        }
    }
    return true;
}

bool pl_wire_is_user(const char *s)
{
    size_t points, length = strlen(s);
    return length > 0 && length <= PL_USER_MAX && s[0] != '$' && !strpbrk(s, "/+#") &&
           utf8_check_text(s, length, &points) == PL_OK && !utf8_hidden(s, length);
}

bool load_epoch(const char *load, int64_t *epoch_out)
{
    size_t digits = 0;
    int64_t epoch = 0;
    for (; digits < 17 && is_digit(load[digits]); digits++) {
        epoch = epoch * 10 + (load[digits] - '0');
    }
    bool zero_first = load[0] == '0' && digits > 1;
    if (digits == 0 || zero_first || epoch > PL_EPOCH_MAX || load[digits] != '-') {
        return false;
    }
    *epoch_out = epoch;
    return pl_wire_is_by(load + digits + 1);
}

bool is_load(const char *load)
{
    int64_t epoch;
    return load_epoch(load, &epoch);
}

/* Levels of a topic below the room, by kind: a fixed word, or the member that fills it. */
enum level { LEVEL_END, LEVEL_WORD, LEVEL_LOAD, LEVEL_SECTION, LEVEL_LANG, LEVEL_USER };
enum { LEVELS_MAX = 4 };

static const struct shape {
    const char *word;
    enum level levels[LEVELS_MAX]; /* behind the first word */
} shapes[PL_TOPIC_COUNT] = {
    [PL_TOPIC_DOCUMENT] = {"document", {LEVEL_END}},
    [PL_TOPIC_ITEMS] = {"items", {LEVEL_LOAD, LEVEL_SECTION}},
    [PL_TOPIC_TEXT] = {"text", {LEVEL_LOAD, LEVEL_SECTION, LEVEL_LANG}},
    [PL_TOPIC_CURSOR] = {"cursor", {LEVEL_END}},
    [PL_TOPIC_SPEAKERS] = {"speakers", {LEVEL_END}},
    [PL_TOPIC_TIMER] = {"timer", {LEVEL_END}},
    [PL_TOPIC_NOTICE] = {"notice", {LEVEL_END}},
    [PL_TOPIC_CAPTION] = {"caption", {LEVEL_END}},
    [PL_TOPIC_REQUEST] = {"request", {LEVEL_USER}},
    [PL_TOPIC_DISPLAY] = {"display", {LEVEL_USER}},
    [PL_TOPIC_DESK] = {"desk", {LEVEL_USER}},
    [PL_TOPIC_BEAT] = {"beat", {LEVEL_USER}},
    [PL_TOPIC_ECHO] = {"display", {LEVEL_USER, LEVEL_WORD}},
};

static const char echo_word[] = "echo";

struct slot {
    char *chars;
    size_t size;
    bool (*valid)(const char *s);
};

static bool is_echo(const char *s)
{
    return strcmp(s, echo_word) == 0;
}

static struct slot slot_of(struct pl_topic *topic, enum level level, char *word, size_t word_size)
{
    switch (level) {
    case LEVEL_LOAD:
        return (struct slot){topic->load, sizeof topic->load, is_load};
    case LEVEL_SECTION:
        return (struct slot){topic->section, sizeof topic->section, pl_wire_is_id};
    case LEVEL_LANG:
        return (struct slot){topic->lang, sizeof topic->lang, pl_wire_is_lang};
    case LEVEL_USER:
        return (struct slot){topic->user, sizeof topic->user, pl_wire_is_user};
    default:
        return (struct slot){word, word_size, is_echo};
    }
}

/* Takes "/level" off *rest into the slot. */
static bool take_level(const char **rest, struct slot slot)
{
    if (**rest != '/') {
        return false;
    }
    const char *start = *rest + 1;
    size_t length = strcspn(start, "/");
    if (length >= slot.size) {
        return false;
    }
    memcpy(slot.chars, start, length);
    slot.chars[length] = '\0';
    *rest = start + length;
    return slot.valid(slot.chars);
}

static bool fits(const char *rest, enum pl_topic_kind kind, struct pl_topic *topic_out)
{
    char word[sizeof echo_word];
    *topic_out = (struct pl_topic){.kind = kind};
    for (size_t i = 0; i < LEVELS_MAX && shapes[kind].levels[i] != LEVEL_END; i++) {
        if (!take_level(&rest, slot_of(topic_out, shapes[kind].levels[i], word, sizeof word))) {
            return false;
        }
    }
    return *rest == '\0';
}

enum pl_error pl_wire_parse_topic(const char *room, const char *topic, struct pl_topic *topic_out)
{
    size_t room_length = strlen(room);
    if (strlen(topic) > PL_TOPIC_MAX || strncmp(topic, prefix, sizeof prefix - 1) != 0) {
        return PL_ERROR_TOPIC;
    }
    topic += sizeof prefix - 1;
    if (strncmp(topic, room, room_length) != 0 || topic[room_length] != '/') {
        return PL_ERROR_TOPIC;
    }
    topic += room_length + 1;
    size_t length = strcspn(topic, "/");
    for (int kind = 0; kind < PL_TOPIC_COUNT; kind++) {
        const char *word = shapes[kind].word;
        if (strlen(word) == length && memcmp(word, topic, length) == 0 &&
            fits(topic + length, (enum pl_topic_kind)kind, topic_out)) {
            return PL_OK;
        }
    }
    *topic_out = (struct pl_topic){0};
    return PL_ERROR_TOPIC;
}

static bool append(char *out, size_t size, size_t *length, const char *s)
{
    size_t more = strlen(s);
    if (more >= size - *length) {
        return false;
    }
    memcpy(out + *length, s, more + 1);
    *length += more;
    return true;
}

static bool append_level(char *out, size_t size, size_t *length, struct slot slot)
{
    return slot.valid(slot.chars) && append(out, size, length, "/") &&
           append(out, size, length, slot.chars);
}

enum pl_error pl_wire_format_topic(const char *room, const struct pl_topic *topic, char *out,
                                   size_t size)
{
    struct pl_topic copy = *topic;
    char word[sizeof echo_word];
    size_t length = 0;
    if (size > PL_TOPIC_MAX + 1) {
        size = PL_TOPIC_MAX + 1;
    }
    if (size == 0 || (unsigned)topic->kind >= PL_TOPIC_COUNT || !pl_wire_is_room(room)) {
        return PL_ERROR_TOPIC;
    }
    memcpy(word, echo_word, sizeof word);
    const struct shape *shape = &shapes[topic->kind];
    bool fitting = append(out, size, &length, prefix) && append(out, size, &length, room) &&
                   append(out, size, &length, "/") && append(out, size, &length, shape->word);
    for (size_t i = 0; fitting && i < LEVELS_MAX && shape->levels[i] != LEVEL_END; i++) {
        fitting =
            append_level(out, size, &length, slot_of(&copy, shape->levels[i], word, sizeof word));
    }
    if (!fitting) {
        out[0] = '\0';
    }
    return fitting ? PL_OK : PL_ERROR_TOPIC;
}

enum pl_error pl_wire_check_text(const char *bytes, size_t size, size_t max_bytes,
                                 size_t max_points)
{
    size_t points;
    if (size > max_bytes) {
        return PL_ERROR_LIMIT;
    }
    enum pl_error error = utf8_check_text(bytes, size, &points);
    if (error) {
        return error;
    }
    return points > max_points ? PL_ERROR_LIMIT : PL_OK;
}

enum pl_error pl_wire_check_name(const char *bytes, size_t size, uint32_t *hidden_out)
{
    enum pl_error error = pl_wire_check_text(bytes, size, PL_NAME_MAX, PL_NAME_POINTS);
    *hidden_out = error ? 0 : utf8_hidden(bytes, size);
    return *hidden_out ? PL_ERROR_TEXT : error;
}

enum pl_error pl_wire_clean_text(const char *bytes, size_t size, char **text_out)
{
    return utf8_clean_text(bytes, size, text_out);
}

#include "keys_read.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

enum { ESC = 0x1B, DOUBLE_CLICK_MS = 400, SEQUENCE_MAX = 64, PARAMETERS = 3 };
enum {
    RUN_MAX = 64,
    POUR_LONG = 256,
    POUR_PIECES = 8,
    HAND_MS = 4,  /* no hand, and hardly a script, is faster */
    SLACK_MAX = 8 /* a paste is mostly longer */
};

#define PASTE_END "\x1B[201~"

/* What the bytes at the front are: how many of them (0: their rest is not here yet), and the key.
 */
struct reading {
    size_t used;
    bool is_key; /* else they are passed over */
    struct keys_key key;
};

/* The bytes that wait; late: nothing more will come. */
struct front {
    const unsigned char *bytes;
    size_t count;
    bool late;
};

static const struct reading wait_for_more = {0};

static struct reading passed_over(size_t used)
{
    return (struct reading){.used = used};
}

static struct reading a_key(size_t used, enum keys_code code)
{
    return (struct reading){.used = used, .is_key = true, .key = {.code = code}};
}

/* ---- characters ---- */

static size_t character_size(unsigned char first)
{
    return first < 0x80   ? 1
           : first < 0xC2 ? 0
           : first < 0xE0 ? 2
           : first < 0xF0 ? 3
           : first < 0xF5 ? 4
                          : 0;
}

static struct reading read_character(struct front front, enum keys_code code)
{
    size_t size = character_size(front.bytes[0]);
    if (size > front.count && !front.late) {
        return wait_for_more;
    }
    if (size == 0 || size > front.count || !utf8_valid((const char *)front.bytes, size)) {
        return a_key(1, KEYS_UNKNOWN);
    }
    const char *at = (const char *)front.bytes;
    if (utf8_columns(utf8_next(&at, at + size)) < 0) {
        return a_key(size, KEYS_UNKNOWN);
    }
    struct reading reading = a_key(size, code);
    memcpy(reading.key.text, front.bytes, size);
    return reading;
}

static struct reading read_control(unsigned char byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        return a_key(1, KEYS_ENTER);
    case '\t':
        return a_key(1, KEYS_TAB);
    case '\b':
    case 0x7F:
        return a_key(1, KEYS_BACKSPACE);
    default: {
        struct reading reading = a_key(1, KEYS_CTRL);
        reading.key.text[0] = (char)(byte + '@');
        return reading;
    }
    }
}

/* ---- sequences ---- */

static struct reading read_string(const struct keys_reader *reader, struct front front)
{
    struct reading best = wait_for_more;
    for (size_t i = 0; i < reader->string_count; i++) {
        const struct keys_string *string = &reader->strings[i];
        size_t size = strlen(string->bytes);
        if (size > 1 && size > best.used && size <= front.count &&
            memcmp(front.bytes, string->bytes, size) == 0) {
            best = a_key(size, string->code);
        }
    }
    return best;
}

/* The letters that end a sequence, of CSI and of SS3 alike; with shift, without. */
static enum keys_code letter_key(unsigned char letter, int modifiers)
{
    static const struct {
        unsigned char letter;
        enum keys_code plain, shift;
    } letters[] = {
        {'A', KEYS_UP, KEYS_UNKNOWN},
        {'B', KEYS_DOWN, KEYS_UNKNOWN},
        {'C', KEYS_RIGHT, KEYS_SHIFT_RIGHT},
        {'D', KEYS_LEFT, KEYS_SHIFT_LEFT},
        {'H', KEYS_HOME, KEYS_UNKNOWN},
        {'F', KEYS_END, KEYS_UNKNOWN},
        {'M', KEYS_ENTER, KEYS_ENTER}, /* of the keypad */
        {'P', KEYS_F1, KEYS_F1},
        {'Z', KEYS_BACKTAB, KEYS_BACKTAB},
    };
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (letters[i].letter == letter) {
            return modifiers <= 1   ? letters[i].plain
                   : modifiers == 2 ? letters[i].shift
                                    : KEYS_UNKNOWN;
        }
    }
    return KEYS_UNKNOWN;
}

/* CSI number ~ */
static enum keys_code number_key(int number, int modifiers)
{
    static const struct {
        int number;
        enum keys_code code;
    } numbers[] = {
        {1, KEYS_HOME}, {3, KEYS_DELETE},    {4, KEYS_END}, {5, KEYS_PAGE_UP}, {7, KEYS_HOME},
        {8, KEYS_END},  {6, KEYS_PAGE_DOWN}, {11, KEYS_F1}, {15, KEYS_F5},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].number == number) {
            /* A clicker that starts a show "from here" sends F5 with shift. */
            bool taken = modifiers <= 1 || (modifiers == 2 && numbers[i].code == KEYS_F5);
            return taken ? numbers[i].code : KEYS_UNKNOWN;
        }
    }
    return KEYS_UNKNOWN;
}

/* Button as the protocol has it: bit 5 says motion, bit 6 the wheel. */
static struct reading read_mouse(struct keys_reader *reader, size_t used, int button, int x, int y,
                                 int64_t now_ms)
{
    struct reading reading = a_key(used, KEYS_CLICK);
    int kind = button & ~(4 | 8 | 16); /* with whatever modifiers */
    if (kind == 64 || kind == 65) {
        reading.key.code = kind == 64 ? KEYS_WHEEL_UP : KEYS_WHEEL_DOWN;
    } else if (kind != 0) {
        return passed_over(used);
    } else if (reader->clicked && reader->click_x == x && reader->click_y == y &&
               now_ms - reader->click_ms <= DOUBLE_CLICK_MS) {
        reading.key.code = KEYS_DOUBLE_CLICK;
    }
    if (kind == 0) {
        reader->clicked = reading.key.code == KEYS_CLICK;
        reader->click_x = x;
        reader->click_y = y;
        reader->click_ms = now_ms;
    }
    reading.key.x = x;
    reading.key.y = y;
    return reading;
}

static int parameter(const char **at)
{
    int number = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        number = number < 10000 ? number * 10 + (**at - '0') : number;
    }
    if (**at == ';') {
        (*at)++;
    }
    return number;
}

/* A whole CSI sequence of `size` bytes. */
static struct reading read_whole_csi(struct keys_reader *reader, const unsigned char *bytes,
                                     size_t size, int64_t now_ms)
{
    char text[SEQUENCE_MAX + 1] = "";
    const char *at = text;
    int numbers[PARAMETERS];
    unsigned char final = bytes[size - 1];
    bool is_mouse = bytes[2] == '<';
    memcpy(text, bytes + 2, size - 3);
    at += is_mouse;
    for (size_t i = 0; i < PARAMETERS; i++) {
        numbers[i] = parameter(&at);
    }
    if (*at != '\0') {
        return a_key(size, KEYS_UNKNOWN);
    }
    if (is_mouse) {
        return final == 'M'
                   ? read_mouse(reader, size, numbers[0], numbers[1] - 1, numbers[2] - 1, now_ms)
                   : passed_over(size);
    }
    if (final == '~' && (numbers[0] == 200 || numbers[0] == 201)) {
        reader->pasting = numbers[0] == 200;
        return passed_over(size);
    }
    return a_key(size,
                 final == '~' ? number_key(numbers[0], numbers[1]) : letter_key(final, numbers[1]));
}

/* ESC [ and its rest; three kinds have more bytes than the standard's rule tells: the mouse of old
 * (M and three bytes), and the function keys of the Linux console ([ and one). */
static struct reading read_csi(struct keys_reader *reader, struct front front, int64_t now_ms)
{
    static const enum keys_code linux_keys[] = {KEYS_F1, KEYS_UNKNOWN, KEYS_UNKNOWN, KEYS_UNKNOWN,
                                                KEYS_F5};
    const unsigned char *bytes = front.bytes;
    size_t size = 2;
    while (size < front.count && size < SEQUENCE_MAX && bytes[size] >= 0x20 && bytes[size] < 0x40) {
        size++;
    }
    bool is_mouse = front.count > 2 && bytes[2] == 'M',
         is_linux = front.count > 2 && bytes[2] == '[';
    if (front.count < (is_mouse ? 6 : is_linux ? 4 : size + 1)) {
        return !front.late        ? wait_for_more
               : front.count == 2 ? a_key(1, KEYS_ESCAPE)
                                  : a_key(front.count, KEYS_UNKNOWN);
    }
    if (is_mouse) {
        return read_mouse(reader, 6, bytes[3] - 32, bytes[4] - 33, bytes[5] - 33, now_ms);
    }
    if (is_linux) {
        return a_key(4, bytes[3] >= 'A' && bytes[3] <= 'E' ? linux_keys[bytes[3] - 'A']
                                                           : KEYS_UNKNOWN);
    }
    if (bytes[size] < 0x40 || bytes[size] > 0x7E) {
        return a_key(size, KEYS_UNKNOWN);
    }
    return read_whole_csi(reader, bytes, size + 1, now_ms);
}

/* What begins with ESC and is no sequence is the key, and its rest keys of their own. */
static struct reading read_escape(struct keys_reader *reader, struct front front, int64_t now_ms)
{
    if (front.count == 1) {
        return front.late ? a_key(1, KEYS_ESCAPE) : wait_for_more;
    }
    if (front.bytes[1] == '[') {
        return read_csi(reader, front, now_ms);
    }
    if (front.bytes[1] != 'O') {
        return a_key(1, KEYS_ESCAPE);
    }
    if (front.count == 2) {
        return front.late ? a_key(1, KEYS_ESCAPE) : wait_for_more;
    }
    enum keys_code code = letter_key(front.bytes[2], 1);
    return code == KEYS_UNKNOWN ? a_key(1, KEYS_ESCAPE) : a_key(3, code);
}

/* ---- what comes at once ---- */

/* A character, the end of a line or a tab at the front: how many bytes; 0: something else. */
static size_t member_size(struct front front)
{
    unsigned char byte = front.bytes[0];
    if (byte < 0x20 || byte == 0x7F) {
        return byte == '\r' || byte == '\n' || byte == '\t' ? 1 : 0;
    }
    struct reading reading = read_character(front, KEYS_CHAR);
    return reading.is_key && reading.key.code == KEYS_CHAR ? reading.used : 0;
}

/* When it is over. A long text comes in pieces as large as the terminal's buffer. */
static int64_t quiet_at(const struct keys_reader *reader)
{
    bool is_long = reader->pouring && reader->poured >= POUR_LONG;
    return reader->came_ms + (is_long ? POUR_PIECES : 1) * reader->hold_ms;
}

struct run {
    size_t members, characters;
    bool differ; /* not all the same, as of a key that is held down */
    bool open;   /* more may be on its way */
};

/* No further than it matters: until `enough` characters are there, and not all the same. */
static struct run run_at(struct front front, size_t enough)
{
    struct run run = {0};
    const unsigned char *first = front.bytes;
    size_t size = 0;
    bool told = false;
    while (!told && run.members < RUN_MAX && front.count > 0 && (size = member_size(front)) > 0) {
        run.members++;
        run.characters += *front.bytes >= 0x20 ? 1 : 0;
        run.differ = run.differ || (*front.bytes >= 0x20 && memcmp(front.bytes, first, size) != 0);
        told = run.differ && run.characters >= enough && run.members > KEYS_AT_ONCE;
        front.bytes += size;
        front.count -= size;
    }
    run.open = front.count == 0 || (size == 0 && character_size(front.bytes[0]) > front.count);
    return run;
}

static struct reading read_front(struct keys_reader *reader, struct front front, int64_t now_ms);

/* Characters: by themselves, or of a run. */
static struct reading read_typed(struct keys_reader *reader, struct front front, int64_t now_ms)
{
    struct run run = run_at(front, KEYS_AT_ONCE + reader->slack);
    bool early = now_ms < quiet_at(reader);
    if (!reader->pouring && run.characters >= KEYS_AT_ONCE + reader->slack && run.differ) {
        reader->pouring = true;
        reader->poured = 0;
    }
    reader->poured++;
    /* The end of a line may be the last of it, or stand in the middle. */
    bool waits = reader->pouring ? run.members == 1 && *front.bytes < 0x20 : true;
    if (waits && run.open && early) {
        return wait_for_more;
    }
    struct reading reading = read_front(reader, front, now_ms);
    reading.key.at_once = reader->pouring;
    size_t ahead = run.characters - (*front.bytes >= 0x20 ? 1 : 0);
    reading.key.ahead = (unsigned char)(ahead < KEYS_AT_ONCE ? ahead : KEYS_AT_ONCE);
    return reading;
}

/* Nothing that is pasted is a command. Where its end got lost, Escape ends it too. */
static struct reading read_paste(struct keys_reader *reader, struct front front)
{
    unsigned char byte = front.bytes[0];
    if (byte == ESC) {
        size_t known = front.count < sizeof PASTE_END - 1 ? front.count : sizeof PASTE_END - 1;
        if (memcmp(front.bytes, PASTE_END, known) != 0) {
            return passed_over(1);
        }
        if (known < sizeof PASTE_END - 1 && !front.late) {
            return wait_for_more;
        }
        reader->pasting = false;
        return a_key(known, KEYS_PASTED);
    }
    if (byte == '\r' || byte == '\n' || byte == '\t') {
        struct reading blank = a_key(1, KEYS_PASTE);
        blank.key.text[0] = ' ';
        return blank;
    }
    struct reading reading =
        byte < 0x20 || byte == 0x7F ? passed_over(1) : read_character(front, KEYS_PASTE);
    reading.is_key = reading.is_key && reading.key.code == KEYS_PASTE;
    return reading;
}

static struct reading read_front(struct keys_reader *reader, struct front front, int64_t now_ms)
{
    if (reader->pasting) {
        return read_paste(reader, front);
    }
    struct reading reading = read_string(reader, front);
    if (reading.used > 0) {
        return reading;
    }
    if (front.bytes[0] == ESC) {
        return read_escape(reader, front, now_ms);
    }
    return front.bytes[0] < 0x20 || front.bytes[0] == 0x7F ? read_control(front.bytes[0])
                                                           : read_character(front, KEYS_CHAR);
}

/* ---- bytes ---- */

size_t keys_read_space(const struct keys_reader *reader)
{
    return sizeof reader->bytes - (reader->to - reader->from);
}

bool keys_read_pours(const struct keys_reader *reader)
{
    return reader->to == reader->from && reader->pouring && reader->poured >= POUR_LONG;
}

void keys_read_add(struct keys_reader *reader, const void *bytes, size_t count, int64_t now_ms,
                   int64_t busy_ms)
{
    size_t slack = busy_ms < HAND_MS ? 0 : (size_t)(busy_ms / HAND_MS);
    slack += reader->to > reader->from ? reader->slack : 0;
    reader->slack = slack < SLACK_MAX ? slack : SLACK_MAX;
    size_t space = keys_read_space(reader);
    count = count < space ? count : space;
    memmove(reader->bytes, reader->bytes + reader->from, reader->to - reader->from);
    reader->to -= reader->from;
    reader->from = 0;
    memcpy(reader->bytes + reader->to, bytes, count);
    reader->to += count;
    reader->came_ms = count > 0 ? now_ms : reader->came_ms;
}

static struct front front_of(const struct keys_reader *reader, bool late)
{
    return (struct front){
        .bytes = reader->bytes + reader->from, .count = reader->to - reader->from, .late = late};
}

int64_t keys_read_deadline(const struct keys_reader *reader)
{
    size_t count = reader->to - reader->from;
    const unsigned char *bytes = reader->bytes + reader->from;
    if (count == 0) {
        return reader->pouring ? quiet_at(reader) : INT64_MAX;
    }
    if (!reader->pasting && member_size(front_of(reader, false)) > 0) {
        return quiet_at(reader);
    }
    bool lone = !reader->pasting && bytes[0] == ESC && (count == 1 || bytes[1] != '[');
    return reader->came_ms + (lone ? KEYS_READ_ESCAPE_MS : KEYS_READ_PATIENCE_MS);
}

/* Nothing more comes of what came at once. */
static bool has_poured(struct keys_reader *reader, int64_t now_ms)
{
    struct front front = front_of(reader, false);
    bool goes_on = front.count == 0
                       ? now_ms < quiet_at(reader)
                       : member_size(front) > 0 || character_size(*front.bytes) > front.count;
    if (!reader->pouring || reader->pasting || goes_on) {
        return false;
    }
    reader->pouring = false;
    return true;
}

bool keys_read_next(struct keys_reader *reader, int64_t now_ms, struct keys_key *key_out)
{
    if (has_poured(reader, now_ms)) {
        *key_out = (struct keys_key){.code = KEYS_PASTED};
        return true;
    }
    while (reader->to > reader->from) {
        struct front front = front_of(reader, now_ms >= keys_read_deadline(reader));
        struct reading reading = !reader->pasting && member_size(front) > 0
                                     ? read_typed(reader, front, now_ms)
                                     : read_front(reader, front, now_ms);
        reader->from += reading.used;
        if (reading.used == 0) {
            return false;
        }
        if (reading.is_key) {
            *key_out = reading.key;
            return true;
        }
    }
    return false;
}

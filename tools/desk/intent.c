#include "intent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "core/utf8.h"

/* ---- words in a text ---- */

/* One code point as it is compared, and where it stands; a run of white space is one. */
struct letter {
    uint32_t point;
    size_t start, end;
    size_t start_byte, end_byte;
};

/* Letters from first to last: small ones are `by` further on, or, where by is 0, every second. */
struct capitals {
    uint32_t first, last;
    uint32_t by;
};

/* Latin, Greek, Cyrillic, Armenian; the other scripts have no capitals, or none that are typed. */
static uint32_t small(uint32_t point)
{
    static const struct capitals ranges[] = {
        {'A', 'Z', 32},      {0xc0, 0xd6, 32},   {0xd8, 0xde, 32},    {0x100, 0x12f, 0},
        {0x132, 0x137, 0},   {0x139, 0x148, 0},  {0x14a, 0x177, 0},   {0x179, 0x17e, 0},
        {0x388, 0x38a, 37},  {0x391, 0x3a1, 32}, {0x3a3, 0x3ab, 32},  {0x400, 0x40f, 80},
        {0x410, 0x42f, 32},  {0x460, 0x481, 0},  {0x48a, 0x4bf, 0},   {0x4c1, 0x4ce, 0},
        {0x4d0, 0x52f, 0},   {0x531, 0x556, 48}, {0x1e00, 0x1e95, 0}, {0x1ea0, 0x1eff, 0},
        {0x386, 0x386, 38},  {0x38c, 0x38c, 64}, {0x38e, 0x38f, 63},  {0x3c2, 0x3c2, 1},
        {0xff21, 0xff3a, 32}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const struct capitals *in = &ranges[i];
        if (point >= in->first && point <= in->last) {
            bool capital = in->by > 0 || (point - in->first) % 2 == 0;
            return capital ? point + (in->by > 0 ? in->by : 1) : point;
        }
    }
    return point == 0x178 ? 0xff : point;
}

static uint32_t loosen(uint32_t point)
{
    switch (point) {
    case 0x2018:
    case 0x2019:
    case 0x02bc:
        return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0xab:
    case 0xbb:
        return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return '-';
    default:
        return small(point);
    }
}

static struct letter *letters_of(const char *text, bool loose, size_t *count_out)
{
    struct letter *letters = calloc(strlen(text) + 1, sizeof *letters);
    if (!letters) {
        return NULL;
    }
    const char *end = text + strlen(text);
    size_t count = 0;
    size_t index = 0;
    for (const char *at = text; at < end; index++) {
        size_t start_byte = (size_t)(at - text);
        uint32_t point = chars_next(&at, end);
        point = chars_is_blank(point) ? ' ' : loose ? loosen(point) : point;
        if (point == ' ' && count > 0 && letters[count - 1].point == ' ') {
            letters[count - 1].end = index + 1;
            letters[count - 1].end_byte = (size_t)(at - text);
            continue;
        }
        letters[count++] = (struct letter){.point = point,
                                           .start = index,
                                           .end = index + 1,
                                           .start_byte = start_byte,
                                           .end_byte = (size_t)(at - text)};
    }
    *count_out = count;
    return letters;
}

static bool same_letters(const struct letter *a, const struct letter *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i].point != b[i].point) {
            return false;
        }
    }
    return true;
}

static size_t find_letters(const struct letter *text, size_t text_count, const struct letter *words,
                           size_t count, size_t nth, struct intent_span *span_out)
{
    size_t found = 0;
    for (size_t i = 0; count > 0 && i + count <= text_count;) {
        if (!same_letters(text + i, words, count)) {
            i++;
            continue;
        }
        if (++found == nth) {
            *span_out = (struct intent_span){.start = text[i].start,
                                             .end = text[i + count - 1].end,
                                             .start_byte = text[i].start_byte,
                                             .end_byte = text[i + count - 1].end_byte};
        }
        i += count;
    }
    return found;
}

size_t intent_find(const char *text, const char *words, bool loose, size_t nth,
                   struct intent_span *span_out)
{
    size_t text_count = 0;
    size_t count = 0;
    struct letter *hay = letters_of(text, loose, &text_count);
    struct letter *needle = letters_of(words, loose, &count);
    size_t found = SIZE_MAX;
    if (hay && needle) {
        size_t from = count > 0 && needle[0].point == ' ' ? 1 : 0;
        if (count > from && needle[count - 1].point == ' ') {
            count--;
        }
        found = find_letters(hay, text_count, needle + from, count - from, nth, span_out);
    }
    free(hay);
    free(needle);
    return found;
}

/* ---- what exists ---- */

/* Equal over `length` bytes, ASCII capitals or not. */
static bool alike(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (small((unsigned char)a[i] & 0x7fu) != small((unsigned char)b[i] & 0x7fu) ||
            ((unsigned char)a[i] ^ (unsigned char)b[i]) >> 7) {
            return false;
        }
    }
    return true;
}

/* True where `label` lies below `above`: "c.4.ii" below "c.4", "c4" below "c"; not "c.40". */
static bool lies_below(const char *label, const char *above)
{
    size_t length = strlen(above);
    if (length == 0 || strlen(label) <= length || !alike(label, above, length)) {
        return false;
    }
    unsigned char last = (unsigned char)above[length - 1];
    unsigned char next = (unsigned char)label[length];
    bool digits = last >= '0' && last <= '9' && next >= '0' && next <= '9';
    bool letters =
        (last | 32u) >= 'a' && (last | 32u) <= 'z' && (next | 32u) >= 'a' && (next | 32u) <= 'z';
    return !digits && !letters;
}

/* The longest label of an item above `label`; SIZE_MAX: none. */
static size_t nearest_item(const struct intent_entry *entries, size_t count, const char *label)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (lies_below(label, entries[i].label) &&
            (best == SIZE_MAX || strlen(entries[i].label) > strlen(entries[best].label))) {
            best = i;
        }
    }
    return best;
}

/* An entry of the section above `label`; SIZE_MAX: there is none. */
static size_t nearest_section(const struct intent_entry *entries, size_t count, const char *label)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const char *section = entries[i].section;
        bool same = strlen(section) == strlen(label) && alike(section, label, strlen(label));
        bool is = same || lies_below(label, section);
        if (is && (best == SIZE_MAX || strlen(section) > strlen(entries[best].section))) {
            best = i;
        }
    }
    return best;
}

/* First and last entry one level below entry `parent`. */
static bool children(const struct intent_entry *entries, size_t count, size_t parent,
                     size_t *first_out, size_t *last_out)
{
    bool any = false;
    for (size_t i = parent + 1; i < count && entries[i].level > entries[parent].level &&
                                strcmp(entries[i].section, entries[parent].section) == 0;
         i++) {
        if (entries[i].level == entries[parent].level + 1) {
            *first_out = any ? *first_out : i;
            *last_out = i;
            any = true;
        }
    }
    return any;
}

static void range(const char *what, const char *first, const char *last, char *out, size_t size)
{
    size_t used = strlen(out);
    if (strcmp(first, last) == 0) {
        snprintf(out + used, size - used, "%s%s", what, first);
    } else {
        snprintf(out + used, size - used, "%s%s to %s", what, first, last);
    }
}

static void section_range(const struct intent_entry *entries, size_t count, size_t of, char *out,
                          size_t size)
{
    size_t first = of;
    size_t last = of;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(entries[i].section, entries[of].section) == 0 && entries[i].level == 1) {
            first = i < first || entries[first].level != 1 ? i : first;
            last = i > last || entries[last].level != 1 ? i : last;
        }
    }
    char what[2 * PL_LABEL_MAX];
    snprintf(what, sizeof what, "; %s%shas ", entries[of].section,
             entries[of].section[0] ? " " : "it ");
    range(what, entries[first].label, entries[last].label, out, size);
}

static void sections(const struct intent_entry *entries, size_t count, char *out, size_t size)
{
    const char *first = NULL;
    const char *last = NULL;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].section[0]) {
            first = first ? first : entries[i].section;
            last = entries[i].section;
        }
    }
    if (first) {
        range(strcmp(first, last) == 0 ? "; there is section " : "; there are sections ", first,
              last, out, size);
    }
}

void intent_what_exists(const struct intent_entry *entries, size_t count, const char *label,
                        char *out, size_t size)
{
    snprintf(out, size, "no \"%s\"", label);
    if (count == 0) {
        snprintf(out + strlen(out), size - strlen(out), "; there are no items");
        return;
    }
    size_t first = 0;
    size_t last = 0;
    size_t item = nearest_item(entries, count, label);
    if (item != SIZE_MAX && children(entries, count, item, &first, &last)) {
        char what[2 * PL_LABEL_MAX];
        snprintf(what, sizeof what, "; %s has ", entries[item].label);
        range(what, entries[first].label, entries[last].label, out, size);
        return;
    }
    size_t section = nearest_section(entries, count, label);
    if (section == SIZE_MAX) {
        sections(entries, count, out, size);
        section = count - 1;
    }
    section_range(entries, count, section, out, size);
}

/* ---- speakers ---- */

enum intent_who intent_speaker(const struct pl_speakers *speakers, const char *name,
                               size_t *index_out, size_t *second_out)
{
    int64_t number = 0;
    if (speakers->queue_count > 0 &&
        intent_number(name, 1, (int64_t)speakers->queue_count, &number)) {
        *index_out = (size_t)number - 1;
        return INTENT_WHO_QUEUE;
    }
    size_t found = 0;
    for (size_t i = 0; i < speakers->queue_count; i++) {
        if (utf8_same_name(speakers->queue[i].name, name)) {
            found++;
            *(found == 1 ? index_out : second_out) = i;
            if (found == 2) {
                return INTENT_WHO_MANY;
            }
        }
    }
    if (found == 1) {
        return INTENT_WHO_QUEUE;
    }
    return speakers->has_floor && utf8_same_name(speakers->floor.name, name) ? INTENT_WHO_FLOOR
                                                                             : INTENT_WHO_NONE;
}

/* ---- numbers and times ---- */

bool intent_number(const char *word, int64_t least, int64_t most, int64_t *number_out)
{
    int64_t number = 0;
    size_t length = strlen(word);
    if (length == 0 || length > 15) {
        return false;
    }
    for (const char *at = word; *at; at++) {
        if (*at < '0' || *at > '9') {
            return false;
        }
        number = number * 10 + (*at - '0');
    }
    *number_out = number;
    return number >= least && number <= most;
}

/* One to three numbers with colons between; how many, 0: it is something else. */
static size_t split_time(const char *word, int64_t parts[3])
{
    char copy[32];
    if (strlen(word) >= sizeof copy) {
        return 0;
    }
    snprintf(copy, sizeof copy, "%s", word);
    size_t count = 0;
    for (char *at = copy; at;) {
        char *colon = strchr(at, ':');
        if (colon) {
            *colon = '\0';
        }
        bool wide = count == 0 || strlen(at) == 2;
        if (count == 3 || !wide || !intent_number(at, 0, PL_SECONDS_MAX, &parts[count])) {
            return 0;
        }
        count++;
        at = colon ? colon + 1 : NULL;
    }
    return count;
}

bool intent_seconds(const char *word, int64_t *seconds_out)
{
    int64_t parts[3] = {0};
    size_t count = split_time(word, parts);
    if (count < 2 || parts[count - 1] > 59 || (count == 3 && parts[1] > 59)) {
        return false;
    }
    *seconds_out =
        count == 3 ? (parts[0] * 60 + parts[1]) * 60 + parts[2] : parts[0] * 60 + parts[1];
    return *seconds_out >= 1 && *seconds_out <= PL_SECONDS_MAX;
}

bool intent_hour(const char *word, int *hour_out, int *minute_out)
{
    int64_t parts[3] = {0};
    if (split_time(word, parts) != 2 || parts[0] > 23 || parts[1] > 59) {
        return false;
    }
    *hour_out = (int)parts[0];
    *minute_out = (int)parts[1];
    return true;
}

/* ---- words for people ---- */

void intent_first_words(const char *text, size_t points, char *out, size_t size)
{
    const char *all = text + strlen(text);
    const char *end = text;  /* of what fits */
    const char *word = text; /* of the whole words that fit */
    for (size_t count = 0; *end && count < points && (size_t)(end - text) + 8 < size; count++) {
        const char *start = end;
        word = chars_is_blank(chars_next(&end, all)) ? start : word;
    }
    if (*end == '\0') {
        snprintf(out, size, "%s", text);
        return;
    }
    bool cuts_word = *end != ' ' && word > text + (end - text) / 2;
    int keep = (int)((cuts_word ? word : end) - text);
    snprintf(out, size, "%.*s…", keep, text);
}

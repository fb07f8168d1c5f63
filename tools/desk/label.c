/* Labels are what people say ("c.4.ii", "OP2(a)"), ids what machines keep ("c4-ii"). */
#include <stdio.h>
#include <string.h>

#include "draft.h"

enum { SLOTS = 16384, TEXT_SIZE = 2 * PL_LABEL_MAX + 64 };

/* A set of strings; it never fills, as there are at most PL_ITEMS_MAX. */
struct set {
    const char **slots;
};

struct labeller {
    struct job *job;
    struct draft *draft;
    struct set labels, ids;
};

static size_t hash(const char *text)
{
    uint32_t value = 2166136261u;
    for (; *text; text++) {
        value = (value ^ (unsigned char)*text) * 16777619u;
    }
    return value;
}

static const char **find_slot(const struct set *set, const char *text)
{
    size_t slot = hash(text) % SLOTS;
    while (set->slots[slot] && strcmp(set->slots[slot], text) != 0) {
        slot = (slot + 1) % SLOTS;
    }
    return &set->slots[slot];
}

static bool new_set(struct job *job, struct set *set_out)
{
    set_out->slots = job_array(job, SLOTS, sizeof *set_out->slots);
    return set_out->slots != NULL;
}

/* The copy that stands in the set; NULL after job_fail. */
static const char *set_add(struct job *job, struct set *set, const char *text)
{
    const char **slot = find_slot(set, text);
    if (!*slot) {
        *slot = job_copy(job, text, strlen(text));
    }
    return *slot;
}

/* As people type it: small letters, each run of other ASCII one dot. */
static void fold(const char *label, char *out)
{
    size_t written = 0;
    for (; *label; label++) {
        char c = *label;
        bool word = (unsigned char)c >= 0x80 || chars_is_word((unsigned char)c) || c == '#';
        if (word) {
            out[written++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        } else if (written > 0 && out[written - 1] != '.') {
            out[written++] = '.';
        }
    }
    while (written > 0 && out[written - 1] == '.') {
        written--;
    }
    out[written] = '\0';
}

/* Digits of other scripts as ASCII; 0: the character has no place in an id. */
static char id_character(uint32_t c)
{
    static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0xFF10};
    if (c < 0x80 && chars_is_word(c)) {
        return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        if (c >= zeros[i] && c < zeros[i] + 10) {
            return (char)('0' + (c - zeros[i]));
        }
    }
    return 0;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "c.4.ii" to "c4-ii". False where letters of another script are in it, or it is too long. */
static bool id_of_label(const char *label, char *out)
{
    const char *end = label + strlen(label);
    size_t written = 0;
    bool apart = false;
    while (label < end) {
        uint32_t c = chars_next(&label, end);
        char kept = id_character(c);
        if (!kept && c >= 0x80 && chars_is_word(c)) {
            return false;
        }
        if (!kept) {
            apart = written > 0;
            continue;
        }
        if (written + 2 > PL_ID_MAX - 6) { /* room for a suffix */
            return false;
        }
        if (apart && !(is_letter(out[written - 1]) && kept >= '0' && kept <= '9')) {
            out[written++] = '-';
        }
        out[written++] = kept;
        apart = false;
    }
    out[written] = '\0';
    return written > 0;
}

/* `text`, or with the first free number behind it. */
static void make_unique(const struct set *set, char *text, size_t size, const char *sign)
{
    size_t length = strlen(text);
    char key[TEXT_SIZE];
    fold(text, key);
    for (unsigned i = 2; *find_slot(set, *sign == '#' ? key : text); i++) {
        snprintf(text + length, size - length, "%s%u", sign, i);
        fold(text, key);
    }
}

static const char *give_id(struct labeller *labeller, const char *label, const char *other)
{
    char id[TEXT_SIZE];
    if (!id_of_label(label, id)) {
        snprintf(id, sizeof id, "%s", other);
    }
    make_unique(&labeller->ids, id, sizeof id, "-");
    return set_add(labeller->job, &labeller->ids, id);
}

/* A copy of the label, which nobody else has. */
static const char *give_label(struct labeller *labeller, char *label, size_t line)
{
    char key[TEXT_SIZE], before[TEXT_SIZE];
    if (strlen(label) > PL_LABEL_MAX - 6) {
        job_fail(labeller->job, IMPORT_ERROR_LABEL, line, "a label longer than %d bytes",
                 PL_LABEL_MAX - 6);
        return NULL;
    }
    snprintf(before, sizeof before, "%s", label);
    make_unique(&labeller->labels, label, TEXT_SIZE, "#");
    if (strcmp(before, label) != 0) {
        job_warn(labeller->job, line, "a second \"%s\": here it is \"%s\"", before, label);
    }
    fold(label, key);
    if (!set_add(labeller->job, &labeller->labels, key)) {
        return NULL;
    }
    return job_normal(labeller->job, label, strlen(label));
}

/* --- sections --- */

static bool has_label(const struct part *part)
{
    return (part->heading && part->heading->marker.kind != MARKER_NONE) || part->prefix;
}

static size_t count_labelled(const struct draft *draft)
{
    size_t count = 0;
    for (size_t i = 0; i < draft->part_count; i++) {
        count += has_label(&draft->parts[i]);
    }
    return count;
}

static struct span core_of(const struct part *part)
{
    if (part->prefix) {
        return (struct span){part->prefix, strlen(part->prefix)};
    }
    return part->heading ? part->heading->marker.core : (struct span){"", 0};
}

static bool same_core(const struct part *a, const struct part *b)
{
    struct span one = core_of(a), other = core_of(b);
    return one.size > 0 && one.size == other.size && memcmp(one.text, other.text, one.size) == 0;
}

/* "A" below "I" and again below "II": then all of this depth are "I.A", "I.B". */
static bool is_ambiguous(const struct draft *draft, unsigned depth)
{
    for (size_t i = 0; i < draft->part_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (draft->parts[i].depth == depth && draft->parts[k].depth == depth &&
                same_core(&draft->parts[i], &draft->parts[k])) {
                return true;
            }
        }
    }
    return false;
}

static const struct part *parent_part(const struct draft *draft, size_t index)
{
    for (size_t i = index; i-- > 0;) {
        if (draft->parts[i].depth < draft->parts[index].depth) {
            return &draft->parts[i];
        }
    }
    return NULL;
}

static bool has_heading(const struct draft *draft)
{
    for (size_t i = 0; i < draft->part_count; i++) {
        if (draft->parts[i].heading) {
            return true;
        }
    }
    return false;
}

/* Sections without a label of their own are counted, unless the paragraphs name themselves. */
static void count_label(const struct draft *draft, size_t index, char *label)
{
    const struct part *part = &draft->parts[index];
    bool named =
        draft->numbered_through ||
        (part->count > 0 && draft->nodes[part->first].block->marker.kind == MARKER_PARAGRAPH);
    *label = '\0';
    if (draft->part_count == 1 || named) {
        return;
    }
    bool counted = count_labelled(draft) == 0;
    if (!part->heading && has_heading(draft)) {
        snprintf(label, TEXT_SIZE, "0");
    } else if (part->heading) {
        size_t number = index + (draft->parts[0].heading ? 1 : 0);
        snprintf(label, TEXT_SIZE, "%s%zu", counted ? "" : "s", number);
    }
}

static bool label_part(struct labeller *labeller, size_t index)
{
    struct draft *draft = labeller->draft;
    struct part *part = &draft->parts[index];
    char label[TEXT_SIZE], other[32];
    struct span core = core_of(part);
    const struct part *parent = parent_part(draft, index);
    if (!has_label(part)) {
        count_label(draft, index, label);
    } else if (core.size > PL_LABEL_MAX) {
        return job_fail(labeller->job, IMPORT_ERROR_LABEL, part->line,
                        "a label longer than %d bytes", (int)PL_LABEL_MAX);
    } else if (parent && *parent->label && is_ambiguous(draft, part->depth)) {
        snprintf(label, sizeof label, "%s.%.*s", parent->label, (int)core.size, core.text);
    } else {
        snprintf(label, sizeof label, "%.*s", (int)core.size, core.text);
    }
    snprintf(other, sizeof other, "s%zu", index + 1);
    part->label = *label ? give_label(labeller, label, part->line) : "";
    part->id = part->label ? give_id(labeller, part->label, other) : NULL;
    return part->id != NULL;
}

/* --- items --- */

/* The item's own share of its label: its number, or its place among its siblings. */
static void write_piece(const struct node *node, struct family *family, char *piece)
{
    const struct marker *marker = &node->block->marker;
    bool ordinal = marker_is_ordinal(marker);
    bool alike = family->alike && family->ordinals >= 2;
    family->given++;
    family->given_unnumbered += !ordinal;
    if (ordinal && !alike) {
        snprintf(piece, TEXT_SIZE, "%.*s", (int)marker->core.size, marker->core.text);
    } else if (!ordinal && family->ordinals > 0 && !alike) {
        snprintf(piece, TEXT_SIZE, "p%zu", family->given_unnumbered);
    } else {
        snprintf(piece, TEXT_SIZE, "%zu", family->given);
    }
}

/* OP2, Article 3, and numbers that run through the whole document stand for themselves. */
static bool names_itself(const struct labeller *labeller, const struct node *node, const char *base)
{
    const struct marker *marker = &node->block->marker;
    size_t size = strlen(base);
    switch (marker->kind) {
    case MARKER_PARAGRAPH:
    case MARKER_HEADING:
        return true;
    case MARKER_NUMBER:
        return node->level == 1 && labeller->draft->numbered_through;
    case MARKER_DECIMAL:
        return marker->core.size > size && memcmp(marker->core.text, base, size) == 0 &&
               marker->core.text[size] == '.';
    default:
        return false;
    }
}

static void write_label(const struct labeller *labeller, const struct node *node, const char *base,
                        const char *piece, char *label)
{
    const struct part *part = &labeller->draft->parts[node->section];
    const struct marker *marker = &node->block->marker;
    bool own = names_itself(labeller, node, base);
    bool joined =
        node->level == 1 && part->prefix && !marker->enclosed && marker->kind != MARKER_BULLET;
    if (own) {
        snprintf(label, TEXT_SIZE, "%.*s", (int)marker->core.size, marker->core.text);
    } else if (!*base) {
        snprintf(label, TEXT_SIZE, "%s", piece);
    } else if (joined && piece[0] != 'p') {
        snprintf(label, TEXT_SIZE, "%s%s", base, piece);
    } else if (marker->enclosed) {
        snprintf(label, TEXT_SIZE, "%s(%s)", base, piece);
    } else {
        snprintf(label, TEXT_SIZE, "%s.%s", base, piece);
    }
}

static bool label_node(struct labeller *labeller, struct node *node, size_t index)
{
    struct part *part = &labeller->draft->parts[node->section];
    char piece[TEXT_SIZE], label[TEXT_SIZE], other[PL_ID_MAX + 32];
    const char *base = node->parent ? node->parent->label : part->label;
    if (node->block->marker.core.size > PL_LABEL_MAX) {
        return job_fail(labeller->job, IMPORT_ERROR_LABEL, node->block->line,
                        "a label longer than %d bytes", (int)PL_LABEL_MAX);
    }
    struct family *family = node->parent ? &node->parent->family : &part->family;
    write_piece(node, family, piece);
    write_label(labeller, node, base, piece, label);
    node->label = give_label(labeller, label, node->block->line);
    bool ordinal = marker_is_ordinal(&node->block->marker) && !node->block->marker.again;
    snprintf(other, sizeof other, "%s-%zu", node->parent ? node->parent->id : part->id,
             ordinal ? (size_t)node->block->marker.number : family->given);
    if (strlen(other) > PL_ID_MAX - 6) {
        snprintf(other, sizeof other, "n%zu", index + 1);
    }
    node->id = node->label ? give_id(labeller, node->label, other) : NULL;
    return node->id != NULL;
}

bool draft_label(struct job *job, struct draft *draft)
{
    struct labeller labeller = {.job = job, .draft = draft};
    if (!new_set(job, &labeller.labels) || !new_set(job, &labeller.ids)) {
        return false;
    }
    for (size_t i = 0; i < draft->part_count; i++) {
        if (!label_part(&labeller, i)) {
            return false;
        }
    }
    if (!new_set(job, &labeller.labels) || !new_set(job, &labeller.ids)) {
        return false;
    }
    for (size_t i = 0; i < draft->node_count; i++) {
        if (!label_node(&labeller, &draft->nodes[i], i)) {
            return false;
        }
    }
    return true;
}

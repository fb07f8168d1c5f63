#include "plan.h"

enum {
    TITLE_POINTS = 200,
    SUBTITLE_POINTS = 160,
    HEADING_POINTS = 150,
    PLAIN_POINTS = 80,       /* a heading that has nothing but its shortness to show */
    DELIBERATE_COLUMNS = 40, /* a shorter line was ended on purpose */
    CENTRED_COLUMNS = 9,
    DEPTHS_MAX = 3,
    PREAMBULAR_POINTS = 40
};

static bool is_plain(const struct block *block)
{
    return block->role == ROLE_ITEM && block->marker.kind == MARKER_NONE && !block->hash;
}

static bool ends_in(struct span text, uint32_t a, uint32_t b)
{
    uint32_t last = chars_last_inside(text);
    return last == a || last == b;
}

static bool ends_clause(const struct block *block)
{
    return chars_ends_clause(chars_last_inside(block->text));
}

static bool starts_low(const struct block *block)
{
    return chars_is_lower(chars_first(block->text));
}

/* --- the title --- */

static size_t count_level(const struct blocks *blocks, unsigned level)
{
    size_t count = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        count += blocks->list[i].hash == level;
    }
    return count;
}

static size_t count_hashes(const struct blocks *blocks)
{
    size_t count = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        count += blocks->list[i].hash > 0;
    }
    return count;
}

/* The first heading is the title if it is the only one of its level and nothing of a list
 * stands before it. */
static bool find_hash_title(struct blocks *blocks, size_t *index_out)
{
    for (size_t i = 0; i < blocks->count; i++) {
        struct block *block = &blocks->list[i];
        if (block->hash == 0 && block->marker.kind != MARKER_NONE) {
            return false;
        }
        if (block->hash > 0) {
            bool outermost = true;
            for (unsigned level = 1; level < block->hash; level++) {
                outermost = outermost && count_level(blocks, level) == 0;
            }
            *index_out = i;
            return outermost && block->marker.kind == MARKER_NONE &&
                   count_level(blocks, block->hash) == 1;
        }
    }
    return false;
}

static bool is_prose_only(const struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++) {
        if (blocks->list[i].marker.kind != MARKER_NONE) {
            return false;
        }
    }
    return true;
}

/* The first line of the first block was ended on purpose: the rest is the subtitle. */
static bool splits_after_first(const struct blocks *blocks, struct span *first_out)
{
    const struct block *block = &blocks->list[0];
    struct span first = blocks->pieces[block->first_piece];
    *first_out = first;
    size_t points = chars_points(first.text, first.size);
    return !block->capitals && points < DELIBERATE_COLUMNS &&
           block->points <= (size_t)2 * TITLE_POINTS &&
           !chars_ends_clause(chars_last_inside(first));
}

static void take_text_title(struct blocks *blocks, struct plan *plan)
{
    struct block *block = &blocks->list[0];
    struct span first;
    if (!is_plain(block) || blocks->count < 2) {
        return;
    }
    if (block->lines > 1 && splits_after_first(blocks, &first)) {
        size_t taken = first.size;
        plan->title = first;
        plan->subtitle =
            chars_trim((struct span){block->text.text + taken, block->text.size - taken});
    } else if (block->points <= TITLE_POINTS &&
               (!ends_clause(block) ||
                (block->lines == 1 && block->points <= PLAIN_POINTS &&
                 ends_in(block->text, '.', '!') && !is_prose_only(blocks)))) {
        plan->title = block->text;
    } else {
        return;
    }
    plan->title_line = block->line;
    block->role = ROLE_TITLE;
}

/* A short line by itself before a list: perhaps a heading. */
static bool could_be_plain_heading(const struct blocks *blocks, size_t index)
{
    const struct block *block = &blocks->list[index];
    if (!is_plain(block) || index + 1 >= blocks->count || !block->gap || block->lines != 1 ||
        block->points > PLAIN_POINTS || ends_clause(block) || starts_low(block)) {
        return false;
    }
    bool under_colon = index > 0 && ends_in(blocks->list[index - 1].text, ':', 0xFF1A);
    return blocks->list[index + 1].marker.kind != MARKER_NONE && !under_colon;
}

static bool has_plain_heading(const struct blocks *blocks, size_t from)
{
    for (size_t i = from; i < blocks->count; i++) {
        if (could_be_plain_heading(blocks, i)) {
            return true;
        }
    }
    return false;
}

static void take_subtitle(struct blocks *blocks, size_t index, struct plan *plan)
{
    if (plan->subtitle.size > 0 || index + 1 >= blocks->count) {
        return;
    }
    struct block *block = &blocks->list[index];
    bool heading = could_be_plain_heading(blocks, index) && has_plain_heading(blocks, index + 1);
    if (is_plain(block) && block->lines <= 2 && block->points <= SUBTITLE_POINTS &&
        !block->capitals && !ends_clause(block) && !heading && block->text.text[0] != '|') {
        plan->subtitle = block->text;
        block->role = ROLE_SUBTITLE;
    }
}

static void plan_title(const struct front *front, struct blocks *blocks, struct plan *plan)
{
    size_t index = 0;
    plan->title = front->title;
    plan->subtitle = front->subtitle;
    plan->title_line = front->line;
    if (plan->title.size > 0) {
        return;
    }
    if (find_hash_title(blocks, &index)) {
        struct block *block = &blocks->list[index];
        plan->title = block->text;
        plan->title_line = block->line;
        block->role = ROLE_TITLE;
    } else if (count_hashes(blocks) == 0 || !blocks->list[0].hash) {
        take_text_title(blocks, plan);
    }
    if (plan->title.size > 0) {
        take_subtitle(blocks, index + 1, plan);
    }
}

/* --- headings --- */

/* Blocks that are headings together or not at all. */
static bool same_group(const struct block *a, const struct block *b)
{
    if (a->role != b->role || (a->marker.kind == MARKER_NONE) != (b->marker.kind == MARKER_NONE)) {
        return false;
    }
    if (a->marker.kind == MARKER_NONE) {
        return a->capitals && b->capitals;
    }
    return marker_same_list(&a->marker, &b->marker);
}

static bool can_be_heading(const struct block *block)
{
    if (block->role != ROLE_ITEM) {
        return false;
    }
    switch (block->marker.kind) {
    case MARKER_NONE:
        return block->capitals && block->points <= HEADING_POINTS;
    case MARKER_BULLET:
    case MARKER_PARAGRAPH:
        return false;
    default:
        return !block->marker.enclosed || block->marker.text.text[0] != '(';
    }
}

/* "Role of stakeholders (Questions 5 and 6);" is one; "to report every year;" is not. */
static bool ends_as_heading(const struct block *block)
{
    uint32_t last = chars_last_inside(block->text);
    if (last == ';' || last == 0xFF1B) {
        size_t size = block->text.size;
        return block->points <= PLAIN_POINTS ||
               (size > 1 && block->text.text[size - 1] == ';' && block->text.text[size - 2] == ')');
    }
    return !chars_ends_clause(last) || last == '?';
}

static bool looks_like_heading(const struct block *block)
{
    return block->lines <= 2 && block->points <= HEADING_POINTS && !starts_low(block) &&
           ends_as_heading(block);
}

static unsigned least_indent(const struct blocks *blocks)
{
    unsigned least = ~0u;
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (block->marker.kind != MARKER_NONE && block->indent < least) {
            least = block->indent;
        }
    }
    return least;
}

struct tally {
    size_t all, headings, followed, outer;
    bool under_colon;
};

static struct tally tally_group(const struct blocks *blocks, size_t index, unsigned indent)
{
    struct tally tally = {0};
    const struct block *one = &blocks->list[index];
    tally.under_colon = index > 0 && ends_in(blocks->list[index - 1].text, ':', 0xFF1A) &&
                        blocks->list[index - 1].role == ROLE_ITEM;
    for (size_t i = index; i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (!same_group(one, block)) {
            continue;
        }
        const struct block *next = i + 1 < blocks->count ? block + 1 : NULL;
        tally.all++;
        tally.headings += looks_like_heading(block);
        tally.outer += block->indent <= indent + 1 || block->indent >= CENTRED_COLUMNS;
        tally.followed += next && next->role == ROLE_ITEM && !same_group(block, next);
    }
    return tally;
}

static bool makes_headings(const struct blocks *blocks, size_t index, unsigned depth)
{
    const struct block *one = &blocks->list[index];
    struct tally tally = tally_group(blocks, index, least_indent(blocks));
    if (one->marker.kind == MARKER_NONE) {
        return tally.followed > 0;
    }
    if (one->marker.kind == MARKER_HEADING) {
        return tally.headings * 5 >= tally.all * 4;
    }
    if (tally.all == 1) {
        bool marked = index + 1 < blocks->count && one[1].marker.kind != MARKER_NONE;
        return depth == 0 && marked && tally.headings && tally.followed && tally.outer &&
               !tally.under_colon;
    }
    return tally.headings * 5 >= tally.all * 4 && tally.followed * 10 >= tally.all * 7 &&
           tally.outer * 5 >= tally.all * 4 && !tally.under_colon;
}

/* Every block of the group of `index`. They change together, as same_group asks for the role. */
static void accept(struct blocks *blocks, size_t index, unsigned depth)
{
    struct block one = blocks->list[index];
    for (size_t i = index; i < blocks->count; i++) {
        struct block *block = &blocks->list[i];
        if (same_group(&one, block)) {
            block->role = ROLE_HEADING;
            block->depth = depth;
        }
    }
}

/* Each group is judged once, where it is met first. */
static bool is_first_of_group(const struct blocks *blocks, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (same_group(&blocks->list[i], &blocks->list[index])) {
            return false;
        }
    }
    return true;
}

static unsigned plan_text_headings(struct blocks *blocks)
{
    unsigned depth = 0;
    for (size_t i = 0; i < blocks->count && depth < DEPTHS_MAX; i++) {
        if (can_be_heading(&blocks->list[i]) && is_first_of_group(blocks, i) &&
            makes_headings(blocks, i, depth)) {
            accept(blocks, i, depth++);
        }
    }
    for (size_t i = 0; depth == 0 && i < blocks->count; i++) {
        if (could_be_plain_heading(blocks, i)) {
            blocks->list[i].role = ROLE_HEADING;
        }
    }
    return depth;
}

static bool plan_hash_headings(struct blocks *blocks)
{
    unsigned least = 7;
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (block->hash && block->role == ROLE_ITEM && block->hash < least) {
            least = block->hash;
        }
    }
    for (size_t i = 0; i < blocks->count; i++) {
        struct block *block = &blocks->list[i];
        if (block->hash && block->role == ROLE_ITEM) {
            block->role = ROLE_HEADING;
            block->depth = block->hash - least;
        }
    }
    return least < 7;
}

/* "Article 3", and on a line of its own "Definitions". */
static void join_titles(struct blocks *blocks)
{
    for (size_t i = 0; i + 1 < blocks->count; i++) {
        struct block *block = &blocks->list[i];
        struct block *next = block + 1;
        bool title = next->lines == 1 && !ends_clause(next) && next->points <= HEADING_POINTS &&
                     next->marker.kind == MARKER_NONE && !next->hash;
        if (block->role == ROLE_HEADING && block->text.size == 0 && title &&
            (next->role == ROLE_ITEM || (next->role == ROLE_HEADING && next->depth > 0))) {
            block->text = next->text;
            next->role = ROLE_NONE;
        }
    }
}

/* --- the preamble --- */

static bool is_body(const struct block *block)
{
    return block->role == ROLE_HEADING ||
           (block->role == ROLE_ITEM && block->marker.kind != MARKER_NONE);
}

static bool is_preambular(const struct block *block)
{
    return is_plain(block) && block->points >= PREAMBULAR_POINTS && ends_in(block->text, ',', ';');
}

/* Two at least before numbered paragraphs. */
static void find_preambular(const struct blocks *blocks, size_t body, struct plan *plan)
{
    size_t count = 0, first = body;
    if (blocks->list[body].role != ROLE_ITEM || blocks->list[body].marker.kind != MARKER_NUMBER) {
        return;
    }
    for (size_t i = body; i-- > 0;) {
        if (is_preambular(&blocks->list[i])) {
            count++;
            first = i;
        }
    }
    if (count >= 2) {
        plan->preambular_from = first;
        plan->preambular_to = body;
    }
}

/* What is too long for a preamble is part of the text. */
static bool fits_preamble(const struct blocks *blocks, size_t end)
{
    size_t bytes = 0, count = 0;
    for (size_t i = 0; i < end; i++) {
        bool counts = is_plain(&blocks->list[i]);
        count += counts;
        bytes += counts ? blocks->list[i].text.size : 0;
    }
    return bytes <= PL_PREAMBLE_MAX / 2 && count <= PL_PREAMBLE_PARAS;
}

static bool has_items(const struct blocks *blocks, size_t from)
{
    for (size_t i = from; i < blocks->count; i++) {
        if (blocks->list[i].role == ROLE_ITEM && blocks->list[i].text.size > 0) {
            return true;
        }
    }
    return false;
}

static void plan_preamble(struct blocks *blocks, struct plan *plan)
{
    size_t body = 0;
    while (body < blocks->count && !is_body(&blocks->list[body])) {
        body++;
    }
    if (body == blocks->count || !has_items(blocks, body)) {
        return;
    }
    find_preambular(blocks, body, plan);
    size_t end = plan->preambular_to ? plan->preambular_from : body;
    if (!fits_preamble(blocks, end)) {
        return;
    }
    for (size_t i = 0; i < end; i++) {
        if (is_plain(&blocks->list[i])) {
            blocks->list[i].role = ROLE_PREAMBLE;
        }
    }
}

/* Headings with nothing below any of them are what there is to walk through. */
static void keep_headings(struct blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++) {
        if (blocks->list[i].role == ROLE_ITEM) {
            return;
        }
    }
    for (size_t i = 0; i < blocks->count; i++) {
        if (blocks->list[i].role == ROLE_HEADING) {
            blocks->list[i].role = ROLE_ITEM;
        }
    }
}

void plan_roles(const struct front *front, struct blocks *blocks, struct plan *plan_out)
{
    *plan_out = (struct plan){0};
    if (blocks->count == 0) {
        plan_out->title = front->title;
        plan_out->subtitle = front->subtitle;
        return;
    }
    plan_title(front, blocks, plan_out);
    if (!plan_hash_headings(blocks)) {
        plan_text_headings(blocks);
    }
    join_titles(blocks);
    keep_headings(blocks);
    plan_preamble(blocks, plan_out);
}

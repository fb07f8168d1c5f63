#include "draft.h"

/* One open list. */
struct level {
    unsigned indent, column;
    struct marker marker; /* kind MARKER_NONE: only paragraphs so far */
    struct node *last;
};

struct stack {
    struct level levels[PL_LEVEL_MAX];
    size_t count;
};

struct builder {
    struct job *job;
    struct draft *draft;
    struct stack stack;
};

static bool same_list(const struct marker *a, const struct marker *b)
{
    return marker_same_list(a, b) || (a->kind == MARKER_PARAGRAPH && b->kind == MARKER_PARAGRAPH);
}

/* "  i." and "iii." set flush right: their words stand below each other. */
static bool aligned(const struct level *level, const struct block *block)
{
    return level->column == block->column && marker_is_ordinal(&block->marker) &&
           same_list(&level->marker, &block->marker);
}

static bool goes_on(const struct level *level, const struct block *block)
{
    return marker_is_ordinal(&block->marker) && same_list(&level->marker, &block->marker) &&
           block->marker.number > 1 && block->marker.number == level->marker.number + 1;
}

static bool is_deeper(const struct level *level, const struct block *block)
{
    return block->indent >= level->indent + 2 && !aligned(level, block) && !goes_on(level, block);
}

static bool is_shallower(const struct level *level, const struct block *block)
{
    return block->indent + 2 <= level->indent && !aligned(level, block);
}

static bool ends_with_colon(const struct block *block)
{
    uint32_t last = chars_last_inside(block->text);
    return last == ':' || last == 0xFF1A;
}

/* At the same column: the list of the same marker; for a paragraph the outermost list. */
static size_t find_sibling(const struct stack *stack, size_t depth, const struct block *block)
{
    size_t outermost = depth;
    for (size_t i = depth; i-- > 0;) {
        const struct level *level = &stack->levels[i];
        if (is_shallower(level, block) || is_deeper(level, block)) {
            break;
        }
        if (block->marker.kind != MARKER_NONE && same_list(&level->marker, &block->marker)) {
            return i;
        }
        outermost = i;
    }
    if (block->marker.kind == MARKER_NONE) {
        return outermost;
    }
    const struct level *top = &stack->levels[depth - 1];
    bool paragraphs = top->marker.kind == MARKER_NONE;
    return paragraphs && !ends_with_colon(top->last->block) ? depth - 1 : depth;
}

/* How deep the block stands: by its indentation, else by its marker. */
static size_t find_depth(const struct stack *stack, const struct block *block)
{
    size_t depth = stack->count;
    while (depth > 0) {
        const struct level *level = &stack->levels[depth - 1];
        if (is_deeper(level, block)) {
            return depth;
        }
        if (!is_shallower(level, block)) {
            return find_sibling(stack, depth, block);
        }
        depth--;
    }
    return 0;
}

static void put_level(struct stack *stack, size_t depth, struct node *node)
{
    const struct block *block = node->block;
    bool known = depth < stack->count;
    struct level *level = &stack->levels[depth];
    if (!known) {
        *level = (struct level){.indent = block->indent, .column = block->column};
    }
    if (block->marker.kind != MARKER_NONE) {
        level->marker = block->marker;
        level->column = block->column;
    }
    level->last = node;
    stack->count = depth + 1;
}

static bool open_part(struct builder *builder, const struct block *block, const char *prefix)
{
    struct draft *draft = builder->draft;
    if (draft->part_count == PL_SECTIONS_MAX) {
        return job_fail(builder->job, IMPORT_ERROR_SECTIONS, block->line, "more than %d sections",
                        (int)PL_SECTIONS_MAX);
    }
    bool heading = block->role == ROLE_HEADING;
    draft->parts[draft->part_count++] = (struct part){
        .heading = heading ? block : NULL,
        .prefix = prefix,
        .first = draft->node_count,
        .line = block->line,
        .depth = heading ? block->depth : 0,
    };
    builder->stack.count = 0;
    return true;
}

static struct part *last_part(const struct draft *draft)
{
    return draft->part_count ? &draft->parts[draft->part_count - 1] : NULL;
}

static void join_family(struct family *family, const struct block *block)
{
    family->count++;
    if (!marker_is_ordinal(&block->marker)) {
        family->unnumbered++;
        return;
    }
    family->alike =
        family->ordinals == 0 || (family->alike && family->number == block->marker.number);
    family->number = block->marker.number;
    family->ordinals++;
}

static bool add_node(struct builder *builder, const struct block *block)
{
    struct draft *draft = builder->draft;
    if (draft->node_count == PL_ITEMS_MAX) {
        return job_fail(builder->job, IMPORT_ERROR_ITEMS, block->line, "more than %d items",
                        (int)PL_ITEMS_MAX);
    }
    size_t depth = find_depth(&builder->stack, block);
    if (depth == PL_LEVEL_MAX) {
        return job_fail(builder->job, IMPORT_ERROR_ITEM, block->line,
                        "an item more than %d levels deep", (int)PL_LEVEL_MAX);
    }
    struct node *node = &draft->nodes[draft->node_count++];
    *node = (struct node){.block = block, .section = draft->part_count - 1};
    node->level = (unsigned)depth + 1;
    node->parent = depth ? builder->stack.levels[depth - 1].last : NULL;
    join_family(node->parent ? &node->parent->family : &last_part(draft)->family, block);
    put_level(&builder->stack, depth, node);
    last_part(draft)->count++;
    return true;
}

/* Where no heading does it, preambular and operative paragraphs are sections of their own. */
static const char *prefix_of(const struct plan *plan, const struct block *block, size_t index)
{
    if (block->marker.kind == MARKER_PARAGRAPH) {
        return block->marker.shape == 'P' ? "PP" : "OP";
    }
    if (plan->preambular_to > 0 && index >= plan->preambular_from) {
        return index < plan->preambular_to ? "PP" : "OP";
    }
    return NULL;
}

static bool take_item(struct builder *builder, const struct plan *plan, const struct block *block,
                      size_t index)
{
    const struct part *part = last_part(builder->draft);
    const char *prefix = prefix_of(plan, block, index);
    bool other =
        part && !part->heading && prefix && prefix != part->prefix &&
        (!part->prefix || block->marker.kind == MARKER_PARAGRAPH || index == plan->preambular_to);
    if ((!part || other) && !open_part(builder, block, prefix)) {
        return false;
    }
    return add_node(builder, block);
}

/* Numbers at the first level that only grow, over all sections. */
static bool is_numbered_through(const struct draft *draft)
{
    size_t sections = 0, seen = (size_t)-1;
    unsigned last = 0;
    for (size_t i = 0; i < draft->node_count; i++) {
        const struct node *node = &draft->nodes[i];
        const struct marker *marker = &node->block->marker;
        if (node->level != 1 || marker->kind != MARKER_NUMBER) {
            continue;
        }
        if (marker->number < last || (marker->number == last && !marker->again)) {
            return false;
        }
        last = marker->number;
        sections += node->section != seen;
        seen = node->section;
    }
    return sections >= 2 || (sections == 1 && draft->part_count == 1);
}

bool draft_read(struct job *job, const struct blocks *blocks, const struct plan *plan,
                struct draft *draft_out)
{
    *draft_out = (struct draft){0};
    struct builder builder = {.job = job, .draft = draft_out};
    draft_out->nodes = job_array(job, blocks->count, sizeof *draft_out->nodes);
    draft_out->parts = job_array(job, PL_SECTIONS_MAX, sizeof *draft_out->parts);
    if (!draft_out->nodes || !draft_out->parts) {
        return false;
    }
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (block->role == ROLE_HEADING && !open_part(&builder, block, NULL)) {
            return false;
        }
        if (block->role == ROLE_ITEM && !take_item(&builder, plan, block, i)) {
            return false;
        }
    }
    draft_out->numbered_through = is_numbered_through(draft_out);
    return true;
}

#include "display/glyphs.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/canvas.h"

enum {
    BUCKETS = 1024,     /* a screen holds some hundred runs, the neighbours as many */
    FONTS_OPEN = 8,     /* Noto CJK holds 3 MB when open */
    TILE_MAX_PX = 2048, /* the largest texture of a Pi 3 */
    ENTRY_BYTES = 256   /* what an empty image holds, about */
};

struct entry {
    struct glyph_image image;
    struct entry *next;          /* of the bucket */
    struct entry *newer, *older; /* by last use */
    uint64_t used;               /* number of the picture */
    size_t bytes;
};

struct open_font {
    int font;
    int em_px;
    TTF_Font *ttf;
    uint64_t used;
};

struct glyphs {
    const struct text *text;
    SDL_Renderer *renderer;
    size_t budget, bytes;
    struct entry *buckets[BUCKETS];
    struct entry *newest, *oldest;
    uint64_t picture, uses;
    struct open_font fonts[FONTS_OPEN];
    int tile_max;
};

static uint64_t hash(uint64_t seed, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        seed = (seed ^ bytes[i]) * 0x100000001b3ULL;
    }
    return seed ^ (seed >> 29);
}

static uint64_t run_key(const struct text_run *run)
{
    int64_t facts[6] = {run->font,   run->em_px,   run->rtl,
                        run->script, run->lead_px, run->ink_top_px};
    uint64_t seed = hash(0xcbf29ce484222325ULL, facts, sizeof facts);
    return hash(seed, run->utf8, strlen(run->utf8));
}

static uint64_t corner_key(int radius)
{
    return hash(0x9e3779b97f4a7c15ULL, &radius, sizeof radius);
}

static struct entry *find(const struct glyphs *glyphs, uint64_t key)
{
    struct entry *entry = glyphs->buckets[key % BUCKETS];
    while (entry && entry->image.key != key) {
        entry = entry->next;
    }
    return entry;
}

static void unchain(struct glyphs *glyphs, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &glyphs->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &glyphs->oldest) = entry->newer;
}

static void chain_newest(struct glyphs *glyphs, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = glyphs->newest;
    *(glyphs->newest ? &glyphs->newest->newer : &glyphs->oldest) = entry;
    glyphs->newest = entry;
}

static void entry_free(struct entry *entry)
{
    for (int i = 0; i < entry->image.tile_count; i++) {
        SDL_DestroyTexture(entry->image.tiles[i]);
    }
    free(entry->image.tiles);
    free((void *)entry->image.cover);
    free(entry);
}

static void forget(struct glyphs *glyphs, struct entry *entry)
{
    struct entry **link = &glyphs->buckets[entry->image.key % BUCKETS];
    while (*link != entry) {
        link = &(*link)->next;
    }
    *link = entry->next;
    unchain(glyphs, entry);
    glyphs->bytes -= entry->bytes;
    entry_free(entry);
}

static void make_room(struct glyphs *glyphs)
{
    while (glyphs->bytes > glyphs->budget && glyphs->oldest &&
           glyphs->oldest->used < glyphs->picture) {
        forget(glyphs, glyphs->oldest);
    }
}

static const struct glyph_image *keep(struct glyphs *glyphs, struct entry *entry)
{
    struct entry **bucket = &glyphs->buckets[entry->image.key % BUCKETS];
    entry->next = *bucket;
    *bucket = entry;
    entry->used = glyphs->picture;
    chain_newest(glyphs, entry);
    glyphs->bytes += entry->bytes;
    make_room(glyphs);
    return &entry->image;
}

static const struct glyph_image *use(struct glyphs *glyphs, struct entry *entry)
{
    entry->used = glyphs->picture;
    if (entry != glyphs->newest) {
        unchain(glyphs, entry);
        chain_newest(glyphs, entry);
    }
    return &entry->image;
}

/* Fonts. One handle a file: it changes its size, for each open Noto CJK costs 3 MB. */

static struct open_font *font_slot(struct glyphs *glyphs, int font)
{
    struct open_font *oldest = &glyphs->fonts[0];
    for (int i = 0; i < FONTS_OPEN; i++) {
        struct open_font *slot = &glyphs->fonts[i];
        if (slot->ttf && slot->font == font) {
            return slot;
        }
        if (slot->used < oldest->used) {
            oldest = slot;
        }
    }
    return oldest;
}

static bool font_load(struct glyphs *glyphs, struct open_font *slot, int font, int em_px)
{
    if (slot->ttf) {
        TTF_CloseFont(slot->ttf);
    }
    int face = 0;
    const char *file = text_font_file(glyphs->text, font, &face);
    *slot = (struct open_font){.font = font, .em_px = em_px};
    slot->ttf = file ? TTF_OpenFontIndex(file, em_px, face) : NULL;
    if (!slot->ttf) {
        return false;
    }
    TTF_SetFontHinting(slot->ttf, TTF_HINTING_LIGHT_SUBPIXEL);
    TTF_SetFontKerning(slot->ttf, 1);
    return true;
}

static TTF_Font *font_for(struct glyphs *glyphs, const struct text_run *run)
{
    struct open_font *slot = font_slot(glyphs, run->font);
    if ((!slot->ttf || slot->font != run->font) &&
        !font_load(glyphs, slot, run->font, run->em_px)) {
        return NULL;
    }
    if (slot->em_px != run->em_px) {
        if (TTF_SetFontSize(slot->ttf, run->em_px) != 0) {
            return NULL;
        }
        slot->em_px = run->em_px;
    }
    slot->used = ++glyphs->uses;
    char script[5] = {(char)(run->script >> 24), (char)(run->script >> 16),
                      (char)(run->script >> 8), (char)run->script, '\0'};
    TTF_SetFontDirection(slot->ttf, run->rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    TTF_SetFontScriptName(slot->ttf, script);
    return slot->ttf;
}

/* Images. */

static bool row_has_ink(const uint8_t *row, int count)
{
    for (int i = 0; i < count; i++) {
        if (row[i]) {
            return true;
        }
    }
    return false;
}

static void columns_of(const uint8_t *row, int count, int *first, int *last)
{
    for (int i = 0; i < *first; i++) {
        if (row[i]) {
            *first = i;
        }
    }
    for (int i = count - 1; i > *last; i--) {
        if (row[i]) {
            *last = i;
        }
    }
}

static struct scene_rect ink_of(const SDL_Surface *surface)
{
    const uint8_t *pixels = surface->pixels;
    int top = -1, bottom = -1, first = surface->w, last = -1;
    for (int y = 0; y < surface->h; y++) {
        const uint8_t *row = pixels + (ptrdiff_t)y * surface->pitch;
        if (row_has_ink(row, surface->w)) {
            top = top < 0 ? y : top;
            bottom = y;
            columns_of(row, surface->w, &first, &last);
        }
    }
    return top < 0 ? (struct scene_rect){0, 0, 0, 0}
                   : (struct scene_rect){first, top, last + 1 - first, bottom + 1 - top};
}

static void copy_cover(uint8_t *to, const SDL_Surface *surface, struct scene_rect ink)
{
    const uint8_t *pixels = surface->pixels;
    for (int y = 0; y < ink.h; y++) {
        memcpy(to + (ptrdiff_t)y * ink.w, pixels + (ptrdiff_t)(ink.y + y) * surface->pitch + ink.x,
               (size_t)ink.w);
    }
}

/* White with the coverage as alpha, so that scaling and blending never meet another colour. */
static SDL_Texture *make_tile(struct glyphs *glyphs, const struct glyph_image *image, int from,
                              int width)
{
    SDL_Texture *tile = SDL_CreateTexture(glyphs->renderer, SDL_PIXELFORMAT_ARGB8888,
                                          SDL_TEXTUREACCESS_STATIC, width, image->height);
    uint32_t *pixels = malloc((size_t)width * (size_t)image->height * sizeof *pixels);
    if (!tile || !pixels) {
        SDL_DestroyTexture(tile);
        free(pixels);
        return NULL;
    }
    for (int y = 0; y < image->height; y++) {
        const uint8_t *cover = image->cover + (ptrdiff_t)y * image->width + from;
        for (int x = 0; x < width; x++) {
            pixels[(ptrdiff_t)y * width + x] = 0x00ffffffU | (uint32_t)cover[x] << 24;
        }
    }
    SDL_UpdateTexture(tile, NULL, pixels, width * (int)sizeof *pixels);
    SDL_SetTextureBlendMode(tile, SDL_BLENDMODE_BLEND);
    free(pixels);
    return tile;
}

static bool make_tiles(struct glyphs *glyphs, struct entry *entry)
{
    struct glyph_image *image = &entry->image;
    if (!glyphs->renderer || image->width == 0) {
        return true;
    }
    int count = (image->width + glyphs->tile_max - 1) / glyphs->tile_max;
    image->tile_width = glyphs->tile_max;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): it is an array of pointers that is meant
    image->tiles = calloc((size_t)count, sizeof *image->tiles);
    while (image->tiles && image->tile_count < count) {
        int from = image->tile_count * glyphs->tile_max;
        int left = image->width - from;
        SDL_Texture *tile =
            make_tile(glyphs, image, from, left < glyphs->tile_max ? left : glyphs->tile_max);
        if (!tile) {
            return false;
        }
        image->tiles[image->tile_count++] = tile;
    }
    free((void *)image->cover);
    image->cover = NULL;
    entry->bytes = ENTRY_BYTES + (size_t)image->width * (size_t)image->height * 4;
    return image->tiles != NULL;
}

/* Takes the coverage over. */
static const struct glyph_image *keep_image(struct glyphs *glyphs, struct glyph_image image)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry) {
        free((void *)image.cover);
        return NULL;
    }
    entry->image = image;
    entry->bytes = ENTRY_BYTES + (size_t)image.width * (size_t)image.height;
    if (!make_tiles(glyphs, entry)) {
        entry_free(entry);
        return NULL;
    }
    return keep(glyphs, entry);
}

/* The surface starts at the leftmost ink, and its baseline sinks where marks rise above the
 * font's ascender: what text.c has worked out from the glyphs. */
static const struct glyph_image *keep_surface(struct glyphs *glyphs, const struct text_run *run,
                                              uint64_t key, const SDL_Surface *surface, int ascent)
{
    struct scene_rect ink = surface ? ink_of(surface) : (struct scene_rect){0, 0, 0, 0};
    int baseline = ascent + run->ink_top_px < 0 ? -run->ink_top_px : ascent;
    struct glyph_image image = {.key = key,
                                .left = ink.x - run->lead_px,
                                .top = ink.y - baseline,
                                .width = ink.w,
                                .height = ink.h};
    if (ink.w > 0) {
        uint8_t *cover = malloc((size_t)ink.w * (size_t)ink.h);
        if (!cover) {
            return NULL;
        }
        copy_cover(cover, surface, ink);
        image.cover = cover;
    }
    return keep_image(glyphs, image);
}

static const struct glyph_image *make(struct glyphs *glyphs, const struct text_run *run,
                                      uint64_t key)
{
    static const SDL_Color white = {255, 255, 255, 255}, black = {0, 0, 0, 255};
    TTF_Font *font = font_for(glyphs, run);
    if (!font) {
        return NULL;
    }
    /* Shaded has the coverage as its index; NULL means that the letters have no width. */
    SDL_Surface *surface = TTF_RenderUTF8_Shaded(font, run->utf8, white, black);
    const struct glyph_image *image = keep_surface(glyphs, run, key, surface, TTF_FontAscent(font));
    SDL_FreeSurface(surface);
    return image;
}

const struct glyph_image *glyphs_get(struct glyphs *glyphs, const struct text_run *run)
{
    uint64_t key = run_key(run);
    struct entry *entry = find(glyphs, key);
    return entry ? use(glyphs, entry) : make(glyphs, run, key);
}

bool glyphs_has(const struct glyphs *glyphs, const struct text_run *run)
{
    return find(glyphs, run_key(run)) != NULL;
}

const struct glyph_image *glyphs_corner(struct glyphs *glyphs, int radius)
{
    uint64_t key = corner_key(radius);
    struct entry *entry = find(glyphs, key);
    if (entry) {
        return use(glyphs, entry);
    }
    uint8_t *cover = malloc((size_t)radius * (size_t)radius);
    if (!cover) {
        return NULL;
    }
    canvas_corner(cover, radius);
    return keep_image(glyphs, (struct glyph_image){
                                  .key = key, .width = radius, .height = radius, .cover = cover});
}

void glyphs_hold(struct glyphs *glyphs, const struct glyph_image *image)
{
    struct entry *entry = find(glyphs, image->key);
    if (entry && &entry->image == image) {
        use(glyphs, entry);
        entry->used = glyphs->picture + 1;
    }
}

void glyphs_begin(struct glyphs *glyphs)
{
    glyphs->picture++;
    make_room(glyphs);
}

size_t glyphs_bytes(const struct glyphs *glyphs)
{
    return glyphs->bytes;
}

bool glyphs_full(const struct glyphs *glyphs)
{
    return glyphs->bytes >= glyphs->budget && glyphs->oldest &&
           glyphs->oldest->used >= glyphs->picture;
}

static int tile_limit(SDL_Renderer *renderer)
{
    SDL_RendererInfo info;
    if (!renderer || SDL_GetRendererInfo(renderer, &info) != 0 || info.max_texture_width <= 0 ||
        info.max_texture_width > TILE_MAX_PX) {
        return TILE_MAX_PX;
    }
    return info.max_texture_width;
}

struct glyphs *glyphs_create(const struct text *text, struct SDL_Renderer *renderer,
                             size_t budget_bytes, char error[GLYPHS_ERROR_MAX])
{
    struct glyphs *glyphs = calloc(1, sizeof *glyphs);
    if (!glyphs || TTF_Init() != 0) {
        snprintf(error, GLYPHS_ERROR_MAX, "fonts: %s", glyphs ? TTF_GetError() : "no memory");
        free(glyphs);
        return NULL;
    }
    glyphs->text = text;
    glyphs->renderer = renderer;
    glyphs->budget = budget_bytes;
    glyphs->picture = 1;
    glyphs->tile_max = tile_limit(renderer);
    return glyphs;
}

void glyphs_destroy(struct glyphs *glyphs)
{
    if (!glyphs) {
        return;
    }
    while (glyphs->oldest) {
        // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): forget() takes it out of the list
        forget(glyphs, glyphs->oldest);
    }
    for (int i = 0; i < FONTS_OPEN; i++) {
        if (glyphs->fonts[i].ttf) {
            TTF_CloseFont(glyphs->fonts[i].ttf);
        }
    }
    TTF_Quit();
    free(glyphs);
}

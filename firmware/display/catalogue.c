#define _GNU_SOURCE
#include "display/catalogue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "display/plural.h"

static const char DOMAIN[] = "plenary";

/* What msgfmt writes: words of four bytes, the least first; tables of (size, offset) pairs. */
enum { WORD = 4, PAIR = 2 * WORD, MO_SIZE_MAX = 1 << 20 };
enum {
    MO_MAGIC_AT = 0,
    MO_COUNT_AT = 8,
    MO_ORIGINALS_AT = 12,
    MO_TRANSLATIONS_AT = 16,
    MO_HEAD = 20
};
static const uint32_t MO_MAGIC = 0x950412de;

/* ---- where ---- */

static bool holds_catalogues(const char *dir)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/fr/LC_MESSAGES/%s.mo", dir, DOMAIN);
    return access(path, R_OK) == 0;
}

/* "…/bin/plenary-display" has "…/share/locale", wherever it was moved. */
static bool beside_program(char dir[PATH_MAX])
{
    static const char rest[] = "/share/locale";
    ssize_t n = readlink("/proc/self/exe", dir, PATH_MAX - sizeof rest);
    dir[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(dir, '/');
        if (!slash) {
            return false;
        }
        *slash = '\0';
    }
    memcpy(dir + strlen(dir), rest, sizeof rest); /* room was left above */
    return holds_catalogues(dir);
}

static const char *find_dir(char beside[PATH_MAX])
{
    static const char *const places[] = {PLENARY_LOCALE_INSTALLED, PLENARY_LOCALE_BUILT};
    const char *told = getenv("PLENARY_LOCALE");
    if (told && told[0]) {
        return told;
    }
    if (beside_program(beside)) {
        return beside;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (holds_catalogues(places[i])) {
            return places[i];
        }
    }
    return PLENARY_LOCALE_INSTALLED;
}

/* ---- a catalogue ---- */

struct catalogue {
    const char *bytes;
    size_t size;
};

static uint32_t word_at(const struct catalogue *catalogue, size_t at)
{
    uint32_t word = 0;
    for (size_t i = WORD; i > 0; i--) {
        word = word << 8 | (unsigned char)catalogue->bytes[at + i - 1];
    }
    return word;
}

/* A NUL ends it in the file; NULL where the file does not hold it. */
static const char *string_at(const struct catalogue *catalogue, size_t pair, size_t *size_out)
{
    if (pair + PAIR > catalogue->size) {
        return NULL;
    }
    size_t size = word_at(catalogue, pair), from = word_at(catalogue, pair + WORD);
    *size_out = size;
    bool held = from < catalogue->size && size < catalogue->size - from;
    return held && catalogue->bytes[from + size] == '\0' ? catalogue->bytes + from : NULL;
}

/* What stands for `original`: form `form` of it; NULL: nothing. */
static const char *find(const struct catalogue *catalogue, const char *original, size_t form)
{
    size_t count = word_at(catalogue, MO_COUNT_AT), size = 0, at = 0;
    const char *found = NULL;
    for (size_t i = 0; i < count && !found; i++) {
        const char *each =
            string_at(catalogue, word_at(catalogue, MO_ORIGINALS_AT) + i * PAIR, &size);
        if (!each) {
            return NULL;
        }
        found = strcmp(each, original) == 0
                    ? string_at(catalogue, word_at(catalogue, MO_TRANSLATIONS_AT) + i * PAIR, &size)
                    : NULL;
    }
    while (found && form > 0 && at <= size) {
        at += strlen(found + at) + 1;
        form--;
    }
    return found && at <= size && found[at] ? found + at : NULL;
}

/* The file's bytes, the caller's to free; NULL where it is not there or no catalogue. */
static char *read_catalogue(const char *dir, const char *lang, struct catalogue *catalogue_out)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/%s.mo", dir, lang, DOMAIN);
    FILE *file = fopen(path, "rbe");
    char *bytes = file ? malloc(MO_SIZE_MAX) : NULL;
    size_t size = bytes ? fread(bytes, 1, MO_SIZE_MAX, file) : 0;
    if (file) {
        fclose(file);
    }
    *catalogue_out = (struct catalogue){bytes, size};
    if (size < MO_HEAD || size == MO_SIZE_MAX || word_at(catalogue_out, MO_MAGIC_AT) != MO_MAGIC) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* ---- filling ---- */

static void fill_counted(struct words *words, const struct catalogue *catalogue)
{
    const char *header = find(catalogue, "", 0);
    for (size_t n = 0; n < WORD_NUMBERS; n++) {
        size_t form;
        bool ruled = header && plural_form(header, n, &form) && form < WORD_FORMS;
        words->form[n] = ruled ? (uint8_t)form : n != 1;
    }
    for (size_t w = 0; w < COUNTED_COUNT; w++) {
        for (size_t form = 0; form < WORD_FORMS; form++) {
            words->counted[w][form] =
                find(catalogue, words_english_counted((enum counted_word)w, true), form);
        }
    }
}

static void fill(struct words *words, const struct catalogue *catalogue)
{
    for (size_t w = 0; w < WORD_COUNT; w++) {
        words->is[w] = find(catalogue, words_english((enum word)w), 0);
    }
    fill_counted(words, catalogue);
}

size_t catalogue_read(const char *dir, struct wordbook *book_out)
{
    static const char *const langs[WORD_LANGS] = {"en", "ar", "zh", "es", "fr", "ru"};
    size_t found = 0;
    char beside[PATH_MAX];
    dir = dir ? dir : find_dir(beside);
    *book_out = (struct wordbook){.count = WORD_LANGS};
    for (size_t i = 0; i < WORD_LANGS; i++) {
        struct catalogue catalogue;
        book_out->tables[i].lang = langs[i];
        book_out->catalogues[i] = read_catalogue(dir, langs[i], &catalogue);
        if (book_out->catalogues[i]) {
            fill(&book_out->tables[i], &catalogue);
            found++;
        }
    }
    return found;
}

void catalogue_finish(struct wordbook *book)
{
    for (size_t i = 0; i < book->count; i++) {
        free(book->catalogues[i]);
    }
    *book = (struct wordbook){.count = 0};
}

#define _GNU_SOURCE
#include "display/catalogue.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char DOMAIN[] = "plenary";

/* Present in every glibc since 2.35 without a package of its own. In "C" gettext translates
 * nothing. */
static const char CARRIER[] = "C.UTF-8";

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

/* ---- what was there before ---- */

struct before {
    char *locale, *language;
};

static struct before remember(void)
{
    const char *locale = setlocale(LC_MESSAGES, NULL), *language = getenv("LANGUAGE");
    return (struct before){locale ? strdup(locale) : NULL, language ? strdup(language) : NULL};
}

static void restore(struct before *before)
{
    if (before->language) {
        setenv("LANGUAGE", before->language, 1);
    } else {
        unsetenv("LANGUAGE");
    }
    setlocale(LC_MESSAGES, before->locale ? before->locale : "C");
    free(before->locale);
    free(before->language);
}

/* gettext keeps its answers until the locale changes: a new LANGUAGE alone is not seen. */
static void choose(const char *lang)
{
    setenv("LANGUAGE", lang, 1);
    setlocale(LC_MESSAGES, "C");
    setlocale(LC_MESSAGES, CARRIER);
}

/* ---- filling ---- */

static const char *ask(enum counted_word word, size_t number)
{
    return dngettext(DOMAIN, words_english_counted(word, true), words_english_counted(word, false),
                     number);
}

/* The forms lie in one piece of memory, so that an address tells them apart. */
static uint8_t form_of(struct words *words, const char *text, size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (words->counted[0][i] == text) {
            return (uint8_t)i;
        }
    }
    if (*count < WORD_FORMS) {
        words->counted[0][(*count)++] = text;
    }
    return (uint8_t)(*count - 1);
}

/* The plural rule is the catalogue's, one for all of it: learned from the first counted word. */
static void fill_counted(struct words *words)
{
    size_t count = 0;
    for (size_t n = 0; n < WORD_NUMBERS; n++) {
        words->form[n] = form_of(words, ask((enum counted_word)0, n), &count);
    }
    for (size_t w = 0; w < COUNTED_COUNT; w++) {
        for (size_t n = WORD_NUMBERS; n > 0; n--) {
            words->counted[w][words->form[n - 1]] = ask((enum counted_word)w, n - 1);
        }
    }
}

static void fill(struct words *words, const char *lang)
{
    *words = (struct words){.lang = lang};
    choose(lang);
    for (size_t w = 0; w < WORD_COUNT; w++) {
        words->is[w] = dgettext(DOMAIN, words_english((enum word)w));
    }
    fill_counted(words);
}

size_t catalogue_read(const char *dir, struct wordbook *book_out)
{
    static const char *const langs[WORD_LANGS] = {"en", "ar", "zh", "es", "fr", "ru"};
    struct before before = remember();
    size_t found = 0;
    char beside[PATH_MAX];
    bindtextdomain(DOMAIN, dir ? dir : find_dir(beside));
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    for (size_t i = 0; i < WORD_LANGS; i++) {
        fill(&book_out->tables[i], langs[i]);
        found += book_out->tables[i].is[0] != words_english((enum word)0);
    }
    book_out->count = WORD_LANGS;
    restore(&before);
    return found;
}

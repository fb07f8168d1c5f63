/* A question at the foot, answered by typing, by pasting, or by one key. */
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "core/utf8.h"
#include "desk_parts.h"
#include "plenary/wire.h"

enum { OFFER_MAX = 3 * PL_NAME_MAX }; /* bytes of a name as it is typed: more than it has */

/* ---- editing ---- */

static bool continues(char c)
{
    return ((unsigned char)c & 0xc0u) == 0x80;
}

static void cut(struct desk_prompt *prompt, size_t from, size_t to)
{
    prompt->points -= chars_points(prompt->text + from, to - from);
    memmove(prompt->text + from, prompt->text + to, prompt->bytes - to + 1);
    prompt->bytes -= to - from;
    prompt->cursor = from;
}

/* False: there is no room for it. */
static bool put(struct desk_prompt *prompt, const char *text)
{
    size_t bytes = strlen(text);
    size_t points = chars_points(text, bytes);
    if (prompt->points + points > PL_ITEM_POINTS_MAX) {
        return false;
    }
    memmove(prompt->text + prompt->cursor + bytes, prompt->text + prompt->cursor,
            prompt->bytes - prompt->cursor + 1);
    memcpy(prompt->text + prompt->cursor, text, bytes);
    prompt->bytes += bytes;
    prompt->points += points;
    prompt->cursor += bytes;
    return true;
}

static size_t before(const struct desk_prompt *prompt)
{
    size_t at = prompt->cursor;
    do {
        at -= at > 0;
    } while (at > 0 && continues(prompt->text[at]));
    return at;
}

static size_t behind(const struct desk_prompt *prompt)
{
    size_t at = prompt->cursor;
    if (at < prompt->bytes) {
        at++;
        while (continues(prompt->text[at])) {
            at++;
        }
    }
    return at;
}

static size_t word_before(const struct desk_prompt *prompt)
{
    size_t at = prompt->cursor;
    while (at > 0 && prompt->text[at - 1] == ' ') {
        at--;
    }
    while (at > 0 && prompt->text[at - 1] != ' ') {
        at--;
    }
    return at;
}

void desk_ask(struct desk *desk, const struct desk_question *question, const char *initial)
{
    struct desk_prompt *prompt = &desk->prompt;
    *prompt = (struct desk_prompt){.question = question, .asked = desk->history.count};
    put(prompt, initial);
    if (question->complete) {
        desk_names_read(desk);
    }
}

/* What completes the text, or NULL; the choice goes round. */
static const char *offer(struct desk *desk)
{
    struct desk_prompt *prompt = &desk->prompt;
    if (!prompt->question->complete || prompt->cursor != prompt->bytes) {
        return NULL;
    }
    const char *name = prompt->question->complete(desk, prompt->text, prompt->choice);
    if (!name && prompt->choice > 0) {
        prompt->choice = 0;
        name = prompt->question->complete(desk, prompt->text, 0);
    }
    return name;
}

/* Is this what was typed of the name whose fold that is, in whatever spelling? */
static bool is_begun(const char *typed, const char *fold)
{
    char *part = utf8_fold(typed);
    bool begun = part && *part && strncmp(fold, part, strlen(part)) == 0;
    free(part);
    return begun;
}

/* The offer takes the place of what was typed of it. */
static void take_offer(struct desk *desk, const char *name)
{
    struct desk_prompt *prompt = &desk->prompt;
    char *fold = utf8_fold(name);
    const char *end = prompt->text + prompt->bytes;
    const char *at = prompt->bytes > OFFER_MAX ? end - OFFER_MAX : prompt->text;
    while (fold && at < end &&
           (*at == ' ' || ((unsigned char)*at & 0xC0) == 0x80 || !is_begun(at, fold))) {
        at++;
    }
    free(fold);
    cut(prompt, (size_t)(at - prompt->text), prompt->bytes);
    put(prompt, name);
    prompt->choice = 0;
}

/* ---- pastes ---- */

/* A character of a paste: all of it is taken, or nothing. */
static void paste(struct desk_prompt *prompt, const char *text)
{
    if (!prompt->paste.on) {
        prompt->paste.on = true;
        prompt->paste.over = false;
        prompt->paste.points = 0;
        prompt->paste.from = prompt->cursor;
    }
    prompt->paste.points++;
    prompt->paste.over = prompt->paste.over || !put(prompt, text);
}

/* True: it did not fit, and is out again. */
static bool refuse_paste(struct desk *desk)
{
    struct desk_prompt *prompt = &desk->prompt;
    bool over = prompt->paste.on && prompt->paste.over;
    if (over) {
        cut(prompt, prompt->paste.from, prompt->cursor);
        desk_say(
            desk, DESK_WARNED,
            "not pasted: it has %zu characters, and there is room for %zu (an item has at most "
            "%d)",
            prompt->paste.points, PL_ITEM_POINTS_MAX - prompt->points, PL_ITEM_POINTS_MAX);
    }
    prompt->paste.on = false;
    return over;
}

void desk_prompt_pasted(struct desk *desk)
{
    struct desk_prompt *prompt = &desk->prompt;
    if (prompt->question && !refuse_paste(desk) && prompt->paste.lines) {
        desk_say(desk, DESK_SAID,
                 "several lines came at once and stand here as one; Enter sends them");
    }
    prompt->paste.lines = false;
}

/* The end of a line that came at once with what is before it: a blank where more follows, and no
 * answer after that. A line by itself, and an entry that began with +, is answered. */
static bool is_blank(const struct desk *desk, const struct keys_key *key)
{
    return key->at_once && !desk->paste.asked && (key->ahead > 0 || desk->prompt.paste.lines);
}

static void take_line_end(struct desk *desk, const struct keys_key *key)
{
    if (key->ahead > 0) {
        desk->prompt.paste.lines = true;
        paste(&desk->prompt, " ");
    }
}

/* ---- keys ---- */

static void answer(struct desk *desk)
{
    const struct desk_question *question = desk->prompt.question;
    char *clean = NULL;
    if (refuse_paste(desk)) {
        return;
    }
    enum pl_error error = pl_wire_clean_text(desk->prompt.text, desk->prompt.bytes, &clean);
    if (error != PL_OK) {
        desk_say(desk, DESK_WARNED, "what was typed %s", pl_error_text(error));
        return;
    }
    desk->prompt.question = NULL;
    question->done(desk, clean);
    free(clean);
}

static void control(struct desk *desk, char letter)
{
    struct desk_prompt *prompt = &desk->prompt;
    switch (letter) {
    case 'A':
        prompt->cursor = 0;
        break;
    case 'E':
        prompt->cursor = prompt->bytes;
        break;
    case 'U':
        cut(prompt, 0, prompt->cursor);
        break;
    case 'K':
        cut(prompt, prompt->cursor, prompt->bytes);
        break;
    case 'W':
        cut(prompt, word_before(prompt), prompt->cursor);
        break;
    case 'C':
        prompt->question = NULL;
        desk_say(desk, DESK_SAID, "nothing was done");
        break;
    default:
        break;
    }
}

static void move_or_cut(struct desk *desk, enum keys_code code)
{
    struct desk_prompt *prompt = &desk->prompt;
    const char *name = code == KEYS_RIGHT ? offer(desk) : NULL;
    switch (code) {
    case KEYS_BACKSPACE:
        cut(prompt, before(prompt), prompt->cursor);
        break;
    case KEYS_DELETE:
        cut(prompt, prompt->cursor, behind(prompt));
        break;
    case KEYS_LEFT:
        prompt->cursor = before(prompt);
        break;
    case KEYS_RIGHT:
        prompt->cursor = behind(prompt);
        if (name) {
            take_offer(desk, name);
        }
        break;
    case KEYS_HOME:
        prompt->cursor = 0;
        break;
    case KEYS_END:
        prompt->cursor = prompt->bytes;
        break;
    case KEYS_UP:
        prompt->choice -= prompt->choice > 0 ? 1 : 0;
        break;
    case KEYS_DOWN:
        prompt->choice++;
        offer(desk);
        break;
    default:
        break;
    }
}

static void type(struct desk *desk, const struct keys_key *key)
{
    const char *name;
    switch (key->code) {
    case KEYS_CHAR:
    case KEYS_PASTE:
        if (key->at_once || key->code == KEYS_PASTE) {
            paste(&desk->prompt, key->text);
        } else if (!put(&desk->prompt, key->text)) {
            desk_say(desk, DESK_WARNED, "that is all: an item has at most %d characters",
                     PL_ITEM_POINTS_MAX);
        }
        desk->prompt.choice = 0;
        break;
    case KEYS_CTRL:
        control(desk, key->text[0]);
        break;
    case KEYS_TAB:
        if (key->at_once && !desk->paste.asked) {
            paste(&desk->prompt, " ");
            break;
        }
        name = offer(desk);
        if (name) {
            take_offer(desk, name);
        }
        break;
    default:
        move_or_cut(desk, key->code);
        break;
    }
}

static void one_key(struct desk *desk, const struct keys_key *key)
{
    char name[KEYS_NAME];
    struct keys_layout layout;
    const struct desk_question *question = desk->prompt.question;
    if (key->at_once || key->code == KEYS_PASTE) {
        desk_paste_holds(desk, key, false);
        return;
    }
    keys_name(key, name);
    desk->prompt.question = NULL;
    if (name[0] && !question->key(desk, name)) {
        desk->prompt.question = question;
        if (key->code == KEYS_CHAR && keys_layout(key->text, &layout)) {
            desk_say_layout(desk, key->text, &layout);
            return;
        }
        desk_say(desk, DESK_SAID, "%s is no answer here; Esc leaves it", name);
    } else if (!name[0]) {
        desk->prompt.question = question;
    }
}

bool desk_prompt_key(struct desk *desk, const struct keys_key *key)
{
    const struct desk_question *question = desk->prompt.question;
    if (!question || key->code == KEYS_PAGE_DOWN || key->code == KEYS_PAGE_UP ||
        key->code == KEYS_F5) {
        return false; /* a clicker walks on while something is composed */
    }
    if (key->code == KEYS_ESCAPE) {
        desk->prompt.question = NULL;
        desk_say(desk, DESK_SAID, "nothing was done");
    } else if (question->key) {
        one_key(desk, key);
    } else if (key->code == KEYS_ENTER && is_blank(desk, key)) {
        take_line_end(desk, key);
    } else if (key->code == KEYS_ENTER) {
        answer(desk);
    } else {
        type(desk, key);
    }
    return true;
}

/* ---- the picture ---- */

static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look faint = {.style = SCREEN_DIM};

/* The first byte shown, so that the cursor is seen. */
static size_t scrolled(const struct desk_prompt *prompt, int width)
{
    size_t from = prompt->cursor;
    while (from > 0) {
        size_t at = from - 1;
        while (at > 0 && continues(prompt->text[at])) {
            at--;
        }
        if (screen_columns(prompt->text + at, prompt->cursor - at) >= width) {
            break;
        }
        from = at;
    }
    return from;
}

void desk_prompt_draw(struct desk *desk, struct screen *screen, struct screen_area line)
{
    const struct desk_prompt *prompt = &desk->prompt;
    int x = 1 + screen_put(screen, line, 1, 0, bold, prompt->question->title);
    x += screen_put(screen, line, x, 0, bold, prompt->question->key ? "" : ": ");
    size_t from = scrolled(prompt, line.width - x - 1);
    screen->cursor_x = line.x + x + screen_columns(prompt->text + from, prompt->cursor - from);
    screen->cursor_y = line.y;
    x += screen_put_part(screen, line, x, 0, plain, prompt->text + from, prompt->bytes - from);
    const char *name = offer(desk);
    if (name) {
        x += screen_put(screen, line, x, 0, faint, "  Tab: ");
        screen_put(screen, line, x, 0, faint, name);
    }
}

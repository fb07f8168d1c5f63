#include "desk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_parts.h"

enum { HEAD_ROWS = 1, FOOT_ROWS = 3, LEAST_WIDTH = 60, LEAST_HEIGHT = 16 };

struct desk *desk_create(const struct desk_config *config)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct pool *pool = calloc(1, sizeof *pool);
    struct acts *acts = acts_create();
    if (!desk || !pool || !acts) {
        free(desk);
        free(pool);
        acts_destroy(acts);
        return NULL;
    }
    desk->config = *config;
    desk->room = config->room;
    desk->acts = acts;
    desk->names_pool = pool;
    return desk;
}

void desk_destroy(struct desk *desk)
{
    if (desk) {
        acts_destroy(desk->acts);
        desk_away_destroy(desk->away);
        pool_finish(desk->names_pool);
        free(desk->names_pool);
        free(desk);
    }
}

struct acts *desk_acts(struct desk *desk)
{
    return desk->acts;
}

void desk_set_zone(struct desk *desk, int64_t utc_offset_s, int64_t ahead_ms)
{
    desk->utc_offset_s = utc_offset_s;
    desk->ahead_ms = ahead_ms;
}

void desk_clock(const struct desk *desk, int64_t wall_ms, char out[8])
{
    int64_t minutes = ((wall_ms + desk->ahead_ms) / 1000 + desk->utc_offset_s) / 60 % (24 * 60);
    minutes = minutes < 0 ? minutes + (int64_t)24 * 60 : minutes;
    snprintf(out, 8, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void desk_wake_at(struct desk *desk, int64_t mono_ms)
{
    if (mono_ms < desk->deadline) {
        desk->deadline = mono_ms;
    }
}

int64_t desk_deadline(const struct desk *desk)
{
    return desk->deadline;
}

/* ---- saying and wishing ---- */

/* A text that filled its buffer may have been cut within a character. */
static void end_whole(char *text, size_t size)
{
    size_t end = strlen(text);
    if (end + 1 < size) {
        return;
    }
    do {
        end--;
    } while (end > 0 && ((unsigned char)text[end] & 0xc0u) == 0x80);
    text[end] = '\0';
}

void desk_say(struct desk *desk, enum desk_tone tone, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(desk->said, sizeof desk->said, format, args);
    va_end(args);
    end_whole(desk->said, sizeof desk->said);
    desk->tone = tone;
    if (tone == DESK_DONE) {
        desk->done_mono_ms = desk->now.mono_ms;
        desk->in_mono_ms = 0;
    }
    desk_remember(desk);
}

void desk_wish(struct desk *desk, enum desk_wish_kind kind, const char *text)
{
    if (desk->wish_count < DESK_WISHES) {
        desk->wishes[desk->wish_count++] = kind;
        if (text) {
            snprintf(desk->wish_text, sizeof desk->wish_text, "%s", text);
        }
    }
}

bool desk_next_wish(struct desk *desk, struct desk_wish *wish_out)
{
    if (desk->wish_count == 0) {
        return false;
    }
    *wish_out = (struct desk_wish){.kind = desk->wishes[0], .text = desk->wish_text};
    desk->wish_count--;
    memmove(desk->wishes, desk->wishes + 1, desk->wish_count * sizeof desk->wishes[0]);
    return true;
}

/* ---- acting ---- */

static bool hand_in(struct desk *desk, const struct pl_intent *intents, size_t count,
                    const char *name)
{
    enum pl_error error = acts_do(desk->acts, desk->room, name, intents, count, desk->now);
    if (error == PL_OK) {
        desk_say(desk, DESK_DONE, "%s", name);
    } else if (error == PL_ERROR_REFERENCE) {
        desk_say(desk, DESK_WARNED, "not done, the room has changed meanwhile: %s", name);
    } else {
        desk_say(desk, DESK_WARNED, "not done, it %s: %s", pl_error_text(error), name);
    }
    return error == PL_OK;
}

bool desk_do(struct desk *desk, const struct pl_intent *intent, const char *format, ...)
{
    char name[ACTS_NAME];
    va_list args;
    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    end_whole(name, sizeof name);
    return hand_in(desk, intent, 1, name);
}

bool desk_do_all(struct desk *desk, const struct pl_intent *intents, size_t count,
                 const char *format, ...)
{
    char name[ACTS_NAME];
    va_list args;
    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    end_whole(name, sizeof name);
    return hand_in(desk, intents, count, name);
}

void desk_new_id(struct desk *desk, char id_out[PL_ID_MAX + 1])
{
    uint64_t mixed = desk->config.seed + 0x9e3779b97f4a7c15u * ++desk->ids;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    snprintf(id_out, PL_ID_MAX + 1, "n-%016llx", (unsigned long long)(mixed ^ (mixed >> 31)));
}

/* ---- keys ---- */

static const unsigned focus_where[DESK_FOCUS_COUNT] = {[DESK_OUTLINE] = KEYS_AT_OUTLINE,
                                                       [DESK_WORDS] = KEYS_AT_WORDS,
                                                       [DESK_SPEAKERS] = KEYS_AT_SPEAKERS};

static bool inside(const struct screen_area *area, const struct keys_key *key)
{
    return key->x >= area->x && key->x < area->x + area->width && key->y >= area->y &&
           key->y < area->y + area->height;
}

static void click(struct desk *desk, const struct keys_key *key)
{
    bool twice = key->code == KEYS_DOUBLE_CLICK;
    if (inside(&desk->pane[DESK_OUTLINE], key)) {
        desk->focus = DESK_OUTLINE;
        desk_outline_click(desk, key->x, key->y, twice);
    } else if (inside(&desk->pane[DESK_WORDS], key)) {
        desk->focus = DESK_WORDS;
        desk_item_click(desk, key->x, key->y);
    } else if (inside(&desk->pane[DESK_SPEAKERS], key)) {
        desk->focus = DESK_SPEAKERS;
        desk_speakers_click(desk, key->x, key->y, twice);
    }
}

/* The wheel moves what it is over: nothing of the room. */
static void wheel(struct desk *desk, const struct keys_key *key)
{
    bool down = key->code == KEYS_WHEEL_DOWN;
    if (inside(&desk->pane[DESK_OUTLINE], key)) {
        (down ? desk_down : desk_up)(desk);
    } else if (inside(&desk->pane[DESK_WORDS], key) && desk->focus == DESK_WORDS) {
        (down ? desk_word_down : desk_word_up)(desk);
    } else if (inside(&desk->pane[DESK_SPEAKERS], key)) {
        (down ? desk_speaker_down : desk_speaker_up)(desk);
    }
}

static void command(struct desk *desk, const struct keys_key *key)
{
    char name[KEYS_NAME];
    struct keys_layout layout;
    const struct keys_row *row = keys_find(key, focus_where[desk->focus]);
    if (row) {
        row->run(desk);
        return;
    }
    keys_name(key, name);
    if (key->code == KEYS_CHAR && keys_layout(key->text, &layout)) {
        desk_say_layout(desk, key->text, &layout);
    } else if (key->code == KEYS_CTRL && key->text[0] == 'C') {
        desk_say(desk, DESK_SAID, "Q leaves the desk; the room stays as it is");
    } else if (name[0]) {
        desk_say(desk, DESK_SAID, "%s does nothing here; ? shows the keys", name);
    }
}

void desk_say_layout(struct desk *desk, const char *text, const struct keys_layout *layout)
{
    const struct keys_key meant = {.code = KEYS_CHAR, .text = {layout->key[0], '\0'}};
    const struct keys_row *row =
        layout->key[0] ? keys_find(&meant, focus_where[desk->focus]) : NULL;
    if (!layout->name) {
        desk_say(desk, DESK_WARNED,
                 "%s: another keyboard layout is on; the desk's keys are Latin letters", text);
        return;
    }
    desk_say(desk, DESK_WARNED,
             "%s: a %s keyboard layout is on; on a Latin one this key is %s%s%s%s", text,
             layout->name, layout->key, row ? " (" : "", row ? row->name : "", row ? ")" : "");
}

void desk_key(struct desk *desk, const struct keys_key *key, struct pl_time now)
{
    desk->now = now;
    bool first = desk_paste_begins(desk, key);
    if (key->code == KEYS_HANGUP) {
        desk_wish(desk, DESK_WISH_QUIT, NULL);
    } else if (key->code == KEYS_PASTED) {
        desk_paste_ends(desk);
    } else if (key->code == KEYS_RESIZE || desk_help_key(desk, key) ||
               desk_history_key(desk, key) || desk_prompt_key(desk, key)) {
        return;
    } else if (key->code == KEYS_CLICK || key->code == KEYS_DOUBLE_CLICK) {
        click(desk, key);
    } else if (key->code == KEYS_WHEEL_UP || key->code == KEYS_WHEEL_DOWN) {
        wheel(desk, key);
    } else if (!desk_paste_holds(desk, key, first)) {
        command(desk, key);
    }
}

/* ---- what the room says ---- */

/* "plenary/main/speakers": from the room's name on. */
static const char *short_topic(const char *topic)
{
    for (int slashes = 0; slashes < 2 && topic && strchr(topic, '/'); slashes++) {
        topic = strchr(topic, '/') + 1;
    }
    return topic ? topic : "";
}

static void dropped(struct desk *desk, const struct pl_output *note)
{
    char name[ACTS_NAME] = "";
    acts_note(desk->acts, note, name);
    desk_say(desk, DESK_MISSED, "not done: %s%s%s", name, name[0] ? "; " : "",
             note->text ? note->text : "somebody else was first");
    desk_wish(desk, DESK_WISH_BELL, NULL);
}

void desk_note(struct desk *desk, const struct pl_output *note, struct pl_time now)
{
    char name[ACTS_NAME];
    desk->now = now;
    switch (note->note) {
    case PL_NOTE_DROPPED:
        dropped(desk, note);
        break;
    case PL_NOTE_DENIED:
        desk_say(desk, DESK_MISSED, "the broker does not let this desk write %s; see the users",
                 short_topic(note->topic));
        desk_wish(desk, DESK_WISH_BELL, NULL);
        break;
    case PL_NOTE_LOADED:
        desk_say(desk, DESK_SAID, "the new text is in the room");
        break;
    case PL_NOTE_LOAD_FAILED:
        desk_say(desk, DESK_MISSED, "the text was not loaded: %s", note->text ? note->text : "");
        break;
    case PL_NOTE_REPUBLISHED:
        desk_say(desk, DESK_SAID, "the broker held an older %s; mended", short_topic(note->topic));
        break;
    case PL_NOTE_REFUSED:
        desk_say(desk, DESK_WARNED, "a message was refused: %s %s", short_topic(note->topic),
                 pl_error_text(note->error));
        break;
    case PL_NOTE_SETTLED:
        acts_note(desk->acts, note, name);
        break;
    case PL_NOTE_DISPLACED:
        desk_say(desk, DESK_WARNED, "%s has taken over at another desk; Enter takes it back here",
                 note->text ? note->text : "");
        desk_wish(desk, DESK_WISH_BELL, NULL);
        break;
    case PL_NOTE_REQUESTS_KEPT:
        desk_say(desk, DESK_WARNED, "the broker has lost %d request%s for the floor; kept here",
                 (int)note->number, note->number == 1 ? "" : "s");
        break;
    case PL_NOTE_TWIN:
    case PL_NOTE_CHANGED_OVER:
        break;
    }
}

static void notice_connection(struct desk *desk, bool connected, const char *trouble)
{
    snprintf(desk->trouble, sizeof desk->trouble, "%s", trouble ? trouble : "");
    if (desk->connected && !connected) {
        desk->lost_wall_ms = desk->now.wall_ms;
        desk_leave(desk);
        desk_say(desk, DESK_WARNED, "the broker is gone; what you do is kept and sent later");
        desk_wish(desk, DESK_WISH_BELL, NULL);
    }
    desk->connected = connected;
    if (desk->away && connected && pl_room_whole(desk->room)) {
        desk_return(desk);
    } else if (desk->away) {
        desk->kept = pl_room_unsettled(desk->room); /* they may stand as soon as all is here */
    }
}

void desk_look(struct desk *desk, unsigned changes, bool connected, const char *trouble,
               struct pl_time now)
{
    desk->now = now;
    notice_connection(desk, connected, trouble);
    if (changes & 1u << PL_TOPIC_SPEAKERS) {
        desk_names_look(desk);
    }
    if (changes & (1u << PL_TOPIC_SPEAKERS | 1u << PL_TOPIC_REQUEST)) {
        desk_speakers_look(desk);
    }
    if (changes & 1u << PL_TOPIC_DISPLAY) {
        desk_walls_look(desk);
    }
    desk_outline_look(desk);
    desk_items_look(desk);
    desk_words_look(desk);
}

/* ---- the picture ---- */

static void draw_small(struct screen *screen)
{
    struct screen_area all = screen_whole(screen);
    screen_put(screen, all, 0, 0, (struct screen_look){0},
               "Plenary's desk needs 80 columns and 24 rows");
}

static void rule_off(struct screen *screen, int x, int y, int height)
{
    struct screen_area line = {x, y, 1, height};
    screen_fill(screen, line, (struct screen_look){.style = SCREEN_DIM}, "│");
}

/* Outline, item and speakers; what is left over goes to the item, up to a width that reads well. */
static void place_panes(struct desk *desk, const struct screen *screen)
{
    int width = screen->width;
    int height = screen->height - HEAD_ROWS - FOOT_ROWS;
    int left = width < 100 ? width * 28 / 100 : width * 32 / 100;
    int right = width < 100 ? width * 27 / 100 : width * 26 / 100;
    left = left > 70 ? 70 : left;
    right = right > 56 ? 56 : right;
    desk->pane[DESK_OUTLINE] = (struct screen_area){0, HEAD_ROWS, left, height};
    desk->pane[DESK_WORDS] =
        (struct screen_area){left + 1, HEAD_ROWS, width - left - right - 4, height};
    desk->pane[DESK_SPEAKERS] = (struct screen_area){width - right, HEAD_ROWS, right, height};
}

static void draw_panes(struct desk *desk, struct screen *screen)
{
    place_panes(desk, screen);
    struct screen_area *pane = desk->pane;
    rule_off(screen, pane[DESK_OUTLINE].width, HEAD_ROWS, pane[DESK_OUTLINE].height);
    rule_off(screen, pane[DESK_SPEAKERS].x - 2, HEAD_ROWS, pane[DESK_SPEAKERS].height);
    desk_outline_draw(desk, screen, pane[DESK_OUTLINE]);
    desk_item_draw(desk, screen, pane[DESK_WORDS]);
    desk_speakers_draw(desk, screen, pane[DESK_SPEAKERS]);
}

void desk_draw(struct desk *desk, struct screen *screen, struct pl_time now)
{
    desk->now = now;
    desk->deadline = INT64_MAX;
    screen_clear(screen);
    if (screen->width < LEAST_WIDTH || screen->height < LEAST_HEIGHT) {
        memset(desk->pane, 0, sizeof desk->pane);
        draw_small(screen);
        return;
    }
    struct screen_area head = {0, 0, screen->width, HEAD_ROWS};
    struct screen_area body = {0, HEAD_ROWS, screen->width, screen->height - HEAD_ROWS - FOOT_ROWS};
    struct screen_area foot = {0, screen->height - FOOT_ROWS, screen->width, FOOT_ROWS};
    desk_head_draw(desk, screen, head);
    if (desk->help) {
        desk_help_draw(desk, screen, body);
    } else if (desk->history.open) {
        desk_history_draw(desk, screen, body);
    } else {
        draw_panes(desk, screen);
    }
    desk_foot_draw(desk, screen, foot);
}

/* ---- the desk's own keys ---- */

static void answered_load(struct desk *desk, const char *text)
{
    if (text[0]) {
        desk_wish(desk, DESK_WISH_LOAD, text);
    }
}

void desk_load(struct desk *desk)
{
    static const struct desk_question question = {.title = "Load the file",
                                                  .hint = "a path; u takes the old text back",
                                                  .done = answered_load};
    desk_ask(desk, &question, "");
}

static void answered_export(struct desk *desk, const char *text)
{
    if (text[0]) {
        desk_wish(desk, DESK_WISH_EXPORT, text);
    }
}

void desk_export(struct desk *desk)
{
    static const struct desk_question question = {.title = "Write the text to the file",
                                                  .hint = "ending in .json, .md, .txt or .docx",
                                                  .done = answered_export};
    desk_ask(desk, &question, "");
}

void desk_redraw(struct desk *desk)
{
    desk_wish(desk, DESK_WISH_REDRAW, NULL);
}

void desk_quit(struct desk *desk)
{
    desk_wish(desk, DESK_WISH_QUIT, NULL);
}

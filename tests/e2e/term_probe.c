/* A terminal as the desk has it, without a desk: shows some text and the last keys, and writes each
 * key into a file. q ends it, b rings, r draws anew, x crashes, w draws a whole other picture. */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/desk/screen.h"
#include "tools/desk/term.h"

enum { LINES_KEPT = 8, LINE = 64 };

static const char *const code_names[KEYS_CODE_COUNT] = {
    "CHAR",     "PASTE",      "PASTED",     "CTRL",        "ENTER",  "ESCAPE",
    "TAB",      "BACKTAB",    "BACKSPACE",  "DELETE",      "UP",     "DOWN",
    "LEFT",     "RIGHT",      "SHIFT_LEFT", "SHIFT_RIGHT", "HOME",   "END",
    "PAGE_UP",  "PAGE_DOWN",  "F1",         "F5",          "CLICK",  "DOUBLE_CLICK",
    "WHEEL_UP", "WHEEL_DOWN", "RESIZE",     "HANGUP",      "UNKNOWN"};

struct probe {
    struct term *term;
    struct screen screen;
    FILE *log;
    char keys[LINES_KEPT][LINE];
    unsigned count, pictures;
    bool other, over;
};

static void draw(struct probe *probe)
{
    static const char *const samples[] = {
        "States have primary responsibility [and accountability] for c.4.ii",
        "Les États — « d'abord » : l'égalité",
        "Государства несут главную ответственность",
        "各国政府对此负有首要责任，并应采取措施。",
        "تتحمل الدول المسؤولية الرئيسية",
        "e\xCC\x81\xCC\xA3 combining, \xE0\xA4\x95\xE0\xA4\xBE spacing, \xF0\x9F\x98\x80 face",
    };
    static const struct screen_look looks[] = {
        {SCREEN_BOLD, SCREEN_DEFAULT},    {SCREEN_DIM, SCREEN_DEFAULT},
        {SCREEN_REVERSE, SCREEN_DEFAULT}, {SCREEN_UNDERLINE, SCREEN_DEFAULT},
        {SCREEN_PLAIN, SCREEN_RED},       {SCREEN_BOLD | SCREEN_UNDERLINE, SCREEN_GREEN},
    };
    char size[LINE];
    struct screen *screen = &probe->screen;
    struct screen_area all = screen_whole(screen);
    screen_clear(screen);
    if (probe->other) {
        screen_fill(screen, all, looks[4], "x");
        return;
    }
    snprintf(size, sizeof size, "%dx%d", screen->width, screen->height);
    screen_put(screen, all, 0, 0, looks[0], size);
    for (int i = 0; i < 6; i++) {
        screen_put(screen, all, 2, 2 + i, looks[i], samples[i]);
        screen_put(screen, all, 50, 2 + i, (struct screen_look){0}, "│ right");
    }
    for (int i = 0; i < LINES_KEPT; i++) {
        screen_put(screen, all, 2, 10 + i, (struct screen_look){0}, probe->keys[i]);
    }
    screen_put(screen, all, 0, screen->height - 1, looks[2], "the last line");
    screen_put(screen, all, screen->width - 1, screen->height - 1, looks[4], "#");
    screen->cursor_x = 2;
    screen->cursor_y = 10 + (int)(probe->count % LINES_KEPT);
}

static void show(struct probe *probe)
{
    int width, height;
    term_size(probe->term, &width, &height);
    if (width != probe->screen.width || height != probe->screen.height) {
        screen_resize(&probe->screen, width, height);
    }
    draw(probe);
    term_show(probe->term, &probe->screen);
}

static void take(struct probe *probe, const struct keys_key *key)
{
    char *line = probe->keys[probe->count++ % LINES_KEPT];
    snprintf(line, LINE, "%s %s %d %d", code_names[key->code], key->text, key->x, key->y);
    fprintf(probe->log, "%s\n", line);
    fflush(probe->log);
    if (key->code == KEYS_HANGUP || (key->code == KEYS_CHAR && key->text[0] == 'q')) {
        probe->over = true;
    } else if (key->code == KEYS_CHAR && key->text[0] == 'b') {
        term_bell(probe->term);
    } else if (key->code == KEYS_CHAR && key->text[0] == 'r') {
        term_redraw(probe->term);
    } else if (key->code == KEYS_CHAR && key->text[0] == 'w') {
        probe->other = !probe->other;
    } else if (key->code == KEYS_CHAR && key->text[0] == 'x') {
        abort();
    }
}

int main(int argc, char **argv)
{
    char error[TERM_TEXT];
    struct probe probe = {.term = term_open(error)};
    if (!probe.term) {
        fprintf(stderr, "term_probe: %s\n", error);
        return 1;
    }
    probe.log = fopen(argc > 1 ? argv[1] : "/dev/null", "w");
    struct pollfd fd = {.fd = term_fd(probe.term), .events = POLLIN};
    while (probe.log && !probe.over) {
        struct keys_key key;
        show(&probe);
        poll(&fd, 1, -1);
        while (term_read(probe.term, &key)) {
            take(&probe, &key);
        }
    }
    term_close(probe.term);
    screen_finish(&probe.screen);
    return probe.log && fclose(probe.log) == 0 ? 0 : 1;
}

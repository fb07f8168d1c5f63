/* What a person pressed, and what it means: one table gives key, name, help and the verb of the
 * command line. `?` shows the table, the README's list is made of it. Pure.
 */
#ifndef DESK_KEYS_H
#define DESK_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum keys_code {
    KEYS_CHAR,   /* text: one character as typed */
    KEYS_PASTE,  /* text: one character of what was pasted; never a command */
    KEYS_PASTED, /* that is all of it; also after what came at once */
    KEYS_CTRL,   /* text: "R" for Ctrl-R */
    KEYS_ENTER,
    KEYS_ESCAPE,
    KEYS_TAB,
    KEYS_BACKTAB,
    KEYS_BACKSPACE,
    KEYS_DELETE,
    KEYS_UP,
    KEYS_DOWN,
    KEYS_LEFT,
    KEYS_RIGHT,
    KEYS_SHIFT_LEFT,
    KEYS_SHIFT_RIGHT,
    KEYS_HOME,
    KEYS_END,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_F1,
    KEYS_F5,
    KEYS_CLICK, /* x, y: the cell */
    KEYS_DOUBLE_CLICK,
    KEYS_WHEEL_UP,
    KEYS_WHEEL_DOWN,
    KEYS_RESIZE,  /* the terminal has another size */
    KEYS_HANGUP,  /* there is no terminal any more */
    KEYS_UNKNOWN, /* does no harm */
    KEYS_CODE_COUNT
};

struct keys_key {
    enum keys_code code;
    char text[8];
    int x, y;
    bool at_once;        /* came with others, faster than a hand types: no command by itself */
    unsigned char ahead; /* so many more, line ends aside, wait behind it; KEYS_AT_ONCE at most */
};

/* So many characters, not all the same, are not typed by a hand; a line that stood still, or a
 * machine that was busy, can bring fewer together. */
enum { KEYS_AT_ONCE = 4 };

enum { KEYS_NAME = 16, KEYS_A_ROW = 4 };
/* "j", "^R", "PgDn", "Enter", "Space": as keys stand in the table. "" for a mouse, a paste. */
void keys_name(const struct keys_key *key, char name_out[KEYS_NAME]);

struct desk;

enum keys_group { KEYS_WALL, KEYS_WALK, KEYS_DRAFT, KEYS_SPEAK, KEYS_ROOM, KEYS_GROUP_COUNT };
const char *keys_group_name(enum keys_group group); /* "Walking the text" */

enum { /* where a key means this; or-ed */
       KEYS_AT_OUTLINE = 1,
       KEYS_AT_WORDS = 2,
       KEYS_AT_SPEAKERS = 4,
       KEYS_AT_TEXT = KEYS_AT_OUTLINE | KEYS_AT_WORDS,
       KEYS_ANYWHERE = KEYS_AT_TEXT | KEYS_AT_SPEAKERS
};

struct keys_row {
    const char *keys[KEYS_A_ROW]; /* by their names; the first is the one that is taught */
    unsigned where;
    enum keys_group group;
    const char *name; /* two or three words for the foot: "next on the wall" */
    const char *help; /* one line */
    const char *verb; /* "plenary next"; NULL where the desk alone has it */
    void (*run)(struct desk *desk);
};

extern const struct keys_row keys_table[];
size_t keys_count(void);

/* What the key means there; NULL: nothing. */
const struct keys_row *keys_find(const struct keys_key *key, unsigned where);

#endif

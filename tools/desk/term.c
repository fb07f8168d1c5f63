/* Curses writes into memory, so that a change goes to the terminal by one write(2), and what a slow
 * line does not take does not hold the desk up: then the next picture waits, not the room. Keys are
 * read here and not by curses, which cannot be asked without losing half a character.
 */
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include <curses.h>

#include "keys_read.h"

enum {
    RESTORE_BYTES = 256,
    STRINGS_MAX = 24,
    CELL_POINTS = CCHARW_MAX,
    HOLD_MODERN_MS = 1, /* a terminal that marks what is pasted; some say so and do not */
    HOLD_MS = 4,        /* other terminals: less than a hand takes, more than a paste */
    FAREWELL_MS = 300   /* that a stuck terminal may hold up the end */
};

#define PASTE_ON "\x1B[?2004h"
#define PASTE_OFF "\x1B[?2004l"
#define MOUSE_ON "\x1B[?1000h\x1B[?1006h"
#define MOUSE_OFF "\x1B[?1006l\x1B[?1000l"

struct term {
    SCREEN *curses;
    FILE *memory;       /* what curses writes into */
    int out;            /* the terminal, not blocking where it can be opened anew */
    int signals, timer; /* descriptors */
    int ready;          /* an epoll of all that may make a key */
    bool entered;       /* the terminal is ours now */
    bool modern;        /* has a mouse, and so what else came with it */
    bool coloured;
    int64_t looked_ms;    /* when it was last seen that no key waits, */
    bool asleep;          /* and we have slept since: what comes wakes us at once */
    bool gone, gone_told; /* hung up */
    bool resized, interrupted;
    bool repaint, bell; /* with the next show */
    int width, height;
    struct screen shown; /* what curses holds */
    char *waiting;       /* what the terminal did not take yet */
    size_t waiting_bytes, waiting_from;
    bool watching; /* for the terminal to take more */
    struct keys_reader reader;
    struct keys_string strings[STRINGS_MAX];
    struct termios modes_before;
    sigset_t mask_before;
};

/* For a crash, when nothing else can be trusted: how the terminal was. */
static struct {
    struct termios modes;
    char bytes[RESTORE_BYTES];
    size_t size;
} restore;

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- what goes out ---- */

static void append(struct term *term, const char *bytes, size_t size)
{
    char *grown = realloc(term->waiting, term->waiting_bytes + size + 1);
    if (!grown) { /* a picture with a hole in it: all anew with the next */
        term->repaint = true;
        return;
    }
    memcpy(grown + term->waiting_bytes, bytes, size);
    term->waiting = grown;
    term->waiting_bytes += size;
}

/* A capability without parameters, without the pauses that terminals of old needed. */
static size_t capability(const char *name, char *out, size_t size)
{
    const char *value = tigetstr(name);
    size_t used = 0;
    if (!value || (intptr_t)value == -1) {
        return 0;
    }
    while (*value && used < size) {
        const char *pause_end = strncmp(value, "$<", 2) == 0 ? strchr(value, '>') : NULL;
        if (pause_end) {
            value = pause_end + 1;
        } else {
            out[used++] = *value++;
        }
    }
    return used;
}

static void append_capability(struct term *term, const char *name)
{
    char bytes[RESTORE_BYTES] = "";
    append(term, bytes, capability(name, bytes, sizeof bytes));
}

/* What curses has written into memory since. */
static void collect(struct term *term)
{
    if (!term->memory) {
        return;
    }
    int fd = fileno(term->memory);
    off_t size = lseek(fd, 0, SEEK_END);
    char *bytes = size > 0 ? malloc((size_t)size) : NULL;
    if (bytes && pread(fd, bytes, (size_t)size, 0) == size) {
        append(term, bytes, (size_t)size);
    } else if (size != 0) {
        term->repaint = true;
    }
    free(bytes);
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
        term->repaint = true;
    }
}

static void watch_out(struct term *term, bool wanted)
{
    struct epoll_event event = {.events = EPOLLOUT};
    if (wanted != term->watching) {
        epoll_ctl(term->ready, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, term->out, &event);
        term->watching = wanted;
    }
}

/* One write where the terminal takes all of it. True: nothing waits any more. */
static bool flush(struct term *term)
{
    bool full = false;
    while (term->waiting_from < term->waiting_bytes && !term->gone && !full) {
        ssize_t written = write(term->out, term->waiting + term->waiting_from,
                                term->waiting_bytes - term->waiting_from);
        if (written >= 0) {
            term->waiting_from += (size_t)written;
        } else if (errno == EAGAIN) {
            full = true;
        } else {
            term->gone = errno != EINTR;
        }
    }
    if (!full) {
        term->waiting_from = term->waiting_bytes = 0;
    }
    watch_out(term, full);
    return !full;
}

/* The last words: a terminal that takes nothing for so long gets none. */
static void flush_patiently(struct term *term)
{
    struct pollfd fd = {.fd = term->out, .events = POLLOUT};
    while (!flush(term) && poll(&fd, 1, FAREWELL_MS) > 0) {
    }
}

/* ---- the terminal is ours, and is not ---- */

static void enter(struct term *term)
{
    struct termios raw = term->modes_before;
    cfmakeraw(&raw); /* all keys are keys: Ctrl-C does not end a sitting, Ctrl-S does not stop it */
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    append_capability(term, "smkx");
    if (term->modern) {
        append(term, PASTE_ON MOUSE_ON, sizeof PASTE_ON MOUSE_ON - 1);
    }
    term->repaint = true;
    term->entered = true;
}

static void leave(struct term *term)
{
    if (!term->entered) {
        return;
    }
    if (term->modern) {
        append(term, MOUSE_OFF PASTE_OFF, sizeof MOUSE_OFF PASTE_OFF - 1);
    }
    append_capability(term, "rmkx");
    endwin();
    collect(term);
    flush_patiently(term);
    tcsetattr(STDIN_FILENO, TCSANOW, &term->modes_before);
    term->entered = false;
}

/* Only what may be called in a handler of signals; then the signal does what it always does. */
static void on_crash(int signal)
{
    ssize_t written = write(STDOUT_FILENO, restore.bytes, restore.size);
    tcsetattr(STDIN_FILENO, TCSANOW, &restore.modes);
    (void)written;
    raise(signal);
}

static void arm(struct term *term)
{
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
    struct sigaction before;
    static const char *const names[] = {"rmkx", "sgr0", "cnorm", "rmcup"};
    restore.modes = term->modes_before;
    restore.size = 0;
    if (term->modern) {
        restore.size = sizeof MOUSE_OFF PASTE_OFF - 1;
        memcpy(restore.bytes, MOUSE_OFF PASTE_OFF, restore.size);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        restore.size +=
            capability(names[i], restore.bytes + restore.size, sizeof restore.bytes - restore.size);
    }
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        if (sigaction(crashes[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL) {
            sigaction(crashes[i], &action, NULL);
        }
    }
}

static void disarm(void)
{
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    struct sigaction before;
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        if (sigaction(crashes[i], NULL, &before) == 0 && before.sa_handler == on_crash) {
            sigaction(crashes[i], &usual, NULL);
        }
    }
}

/* As Ctrl-Z does with other programs. Where there is no shell to come back to, nothing stops. */
static void suspend(struct term *term)
{
    sigset_t stop;
    struct sigaction action = {.sa_handler = SIG_DFL};
    leave(term);
    sigaction(SIGTSTP, &action, NULL);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    kill(0, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, NULL);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    enter(term);
    term->resized = true;
}

/* ---- opening ---- */

static bool use_utf8(void)
{
    static const char *const locales[] = {"", "C.UTF-8", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        if (setlocale(LC_CTYPE, locales[i]) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) {
            return true;
        }
    }
    return false;
}

static void measure(struct term *term)
{
    struct winsize size = {0};
    bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    int width = told ? size.ws_col : COLS, height = told ? size.ws_row : LINES;
    term->width = width < SCREEN_WIDTH_MAX ? width : SCREEN_WIDTH_MAX;
    term->height = height < SCREEN_HEIGHT_MAX ? height : SCREEN_HEIGHT_MAX;
    resize_term(term->height, term->width);
    erase();
    screen_resize(&term->shown, term->width, term->height);
    term->repaint = true;
}

static void read_strings(struct term *term)
{
    static const struct {
        const char *name;
        enum keys_code code;
    } names[] = {
        {"kcuu1", KEYS_UP},      {"kcud1", KEYS_DOWN},      {"kcub1", KEYS_LEFT},
        {"kcuf1", KEYS_RIGHT},   {"kLFT", KEYS_SHIFT_LEFT}, {"kRIT", KEYS_SHIFT_RIGHT},
        {"khome", KEYS_HOME},    {"kend", KEYS_END},        {"kpp", KEYS_PAGE_UP},
        {"knp", KEYS_PAGE_DOWN}, {"kf1", KEYS_F1},          {"kf5", KEYS_F5},
        {"kcbt", KEYS_BACKTAB},  {"kdch1", KEYS_DELETE},    {"kent", KEYS_ENTER},
        {"kbs", KEYS_BACKSPACE},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *bytes = tigetstr(names[i].name);
        if (bytes && (intptr_t)bytes != -1) {
            term->strings[count++] = (struct keys_string){bytes, names[i].code};
        }
    }
    term->reader.strings = term->strings;
    term->reader.string_count = count;
}

static bool has(const char *name)
{
    char byte;
    return capability(name, &byte, 1) > 0;
}

/* Curses, without a terminal: what it writes stays in memory. It sets no modes and asks no size. */
static bool open_curses(struct term *term, char error[TERM_TEXT])
{
    const char *name = getenv("TERM");
    name = name ? name : "";
    int fd = memfd_create("screen", MFD_CLOEXEC);
    term->memory = fd >= 0 ? fdopen(fd, "w+") : NULL;
    if (!term->memory) {
        snprintf(error, TERM_TEXT, "no memory for the screen");
        return false;
    }
    term->curses = name[0] ? newterm(NULL, term->memory, stdin) : NULL;
    if (!term->curses) {
        snprintf(error, TERM_TEXT,
                 "nothing is known here about a terminal of type \"%s\" (TERM); try "
                 "TERM=xterm-256color plenary desk, or TERM=vt100",
                 name);
        return false;
    }
    if (!has("cup") || !has("clear")) {
        snprintf(error, TERM_TEXT,
                 "a terminal of type \"%s\" (TERM) cannot place text on a screen; use another "
                 "one, or the commands (plenary --help)",
                 name);
        return false;
    }
    return true;
}

static void set_curses(struct term *term)
{
    const char *no_color = getenv("NO_COLOR");
    static const short colours[SCREEN_COLOUR_COUNT] = {
        0, COLOR_RED, COLOR_GREEN, COLOR_YELLOW, COLOR_BLUE, COLOR_MAGENTA, COLOR_CYAN};
    nonl();
    typeahead(-1);
    term->coloured = !(no_color && no_color[0]) && has_colors() && start_color() == OK &&
                     use_default_colors() == OK;
    for (short i = 1; term->coloured && i < SCREEN_COLOUR_COUNT; i++) {
        init_pair(i, colours[i], -1);
    }
    term->modern = has("kmous");
    term->reader.hold_ms = term->modern ? HOLD_MODERN_MS : HOLD_MS;
}

static bool watch(struct term *term, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return fd >= 0 && epoll_ctl(term->ready, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* The signals of a terminal come by a descriptor, like its keys. */
static bool open_descriptors(struct term *term)
{
    sigset_t set;
    const char *path = ttyname(STDOUT_FILENO);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGCONT);
    sigaddset(&set, SIGWINCH);
    sigprocmask(SIG_BLOCK, &set, &term->mask_before);
    term->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    term->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    term->ready = epoll_create1(EPOLL_CLOEXEC);
    term->out = path ? open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
    if (term->out < 0) {
        term->out = STDOUT_FILENO;
    }
    return term->ready >= 0 && watch(term, STDIN_FILENO) && watch(term, term->signals) &&
           watch(term, term->timer);
}

struct term *term_open(char error[TERM_TEXT])
{
    struct term *term = calloc(1, sizeof *term);
    if (!term) {
        snprintf(error, TERM_TEXT, "out of memory");
        return NULL;
    }
    term->signals = term->timer = term->ready = -1;
    term->out = STDOUT_FILENO;
    sigprocmask(SIG_BLOCK, NULL, &term->mask_before);
    snprintf(error, TERM_TEXT, "the desk needs a terminal");
    bool open = isatty(STDOUT_FILENO) && tcgetattr(STDIN_FILENO, &term->modes_before) == 0;
    if (open && !use_utf8()) {
        snprintf(error, TERM_TEXT, "this system has no locale with UTF-8, not even C.UTF-8");
        open = false;
    }
    open = open && open_curses(term, error);
    if (open && !open_descriptors(term)) {
        snprintf(error, TERM_TEXT, "the terminal cannot be watched (%s)", strerror(errno));
        open = false;
    }
    if (!open) {
        term_close(term);
        return NULL;
    }
    set_curses(term);
    read_strings(term);
    measure(term);
    arm(term);
    enter(term);
    return term;
}

static void close_own(int fd)
{
    if (fd >= 0 && fd != STDOUT_FILENO) {
        close(fd);
    }
}

void term_close(struct term *term)
{
    if (!term) {
        return;
    }
    leave(term);
    disarm();
    if (term->curses) {
        delscreen(term->curses);
    }
    if (term->memory) {
        fclose(term->memory);
    }
    close_own(term->signals);
    close_own(term->timer);
    close_own(term->ready);
    close_own(term->out);
    sigprocmask(SIG_SETMASK, &term->mask_before, NULL);
    screen_finish(&term->shown);
    free(term->waiting);
    free(term);
}

int term_fd(const struct term *term)
{
    return term->ready;
}

void term_size(const struct term *term, int *width_out, int *height_out)
{
    *width_out = term->width;
    *height_out = term->height;
}

/* ---- keys ---- */

static void take_signals(struct term *term)
{
    struct signalfd_siginfo info;
    while (read(term->signals, &info, sizeof info) == sizeof info) {
        switch (info.ssi_signo) {
        case SIGINT:
            term->interrupted = true;
            break;
        case SIGTSTP:
            suspend(term);
            break;
        case SIGCONT: /* stopped by somebody else: the shell has used the terminal since */
            enter(term);
            term->resized = true;
            break;
        default:
            term->resized = true;
            break;
        }
    }
}

/* False: nothing came. */
static bool take_bytes(struct term *term)
{
    char bytes[KEYS_READ_BYTES];
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    size_t space = keys_read_space(&term->reader);
    if (term->gone || space == 0) {
        return false;
    }
    if (poll(&fd, 1, 0) <= 0) {
        term->looked_ms = now_ms();
        term->asleep = false;
        return false;
    }
    ssize_t count = read(STDIN_FILENO, bytes, space);
    if (count > 0) {
        int64_t now = now_ms();
        keys_read_add(&term->reader, bytes, (size_t)count, now,
                      term->asleep ? 0 : now - term->looked_ms);
        term->looked_ms = now;
        term->asleep = false;
        return true;
    }
    term->gone = count == 0 || (errno != EAGAIN && errno != EINTR);
    return false;
}

/* Half a sequence becomes a key when its time is over. */
static void set_timer(const struct term *term)
{
    int64_t deadline = keys_read_deadline(&term->reader);
    struct itimerspec time = {0};
    if (deadline != INT64_MAX) {
        time.it_value.tv_sec = deadline / 1000;
        time.it_value.tv_nsec = deadline % 1000 * 1000000 + 1;
    }
    timerfd_settime(term->timer, TFD_TIMER_ABSTIME, &time, NULL);
}

static bool is_control(const struct keys_key *key, char letter)
{
    return key->code == KEYS_CTRL && key->text[0] == letter;
}

static bool read_typed(struct term *term, struct keys_key *key_out)
{
    bool came;
    do { /* of a long paste the next piece waits already */
        came = keys_read_pours(&term->reader) && take_bytes(term);
        while (keys_read_next(&term->reader, now_ms(), key_out)) {
            if (!is_control(key_out, 'Z')) {
                return true;
            }
            suspend(term);
        }
    } while (came || take_bytes(term));
    set_timer(term);
    return false;
}

static bool hang_up(struct term *term, struct keys_key *key_out)
{
    if (!term->gone || term->gone_told) {
        return false;
    }
    epoll_ctl(term->ready, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
    term->gone_told = true;
    key_out->code = KEYS_HANGUP;
    return true;
}

bool term_read(struct term *term, struct keys_key *key_out)
{
    *key_out = (struct keys_key){0};
    take_signals(term);
    flush(term);
    if (term->resized) {
        term->resized = false;
        measure(term);
        key_out->code = KEYS_RESIZE;
        return true;
    }
    if (term->interrupted) {
        term->interrupted = false;
        *key_out = (struct keys_key){.code = KEYS_CTRL, .text = "C"};
        return true;
    }
    return read_typed(term, key_out) || hang_up(term, key_out);
}

/* ---- pictures ---- */

static attr_t attributes(unsigned style)
{
    return (style & SCREEN_BOLD ? A_BOLD : 0) | (style & SCREEN_DIM ? A_DIM : 0) |
           (style & SCREEN_REVERSE ? A_REVERSE : 0) | (style & SCREEN_UNDERLINE ? A_UNDERLINE : 0);
}

/* Terminals do not agree on what these do to the width of a character before them. */
static bool is_joiner(wchar_t point)
{
    return point == 0xFE0E || point == 0xFE0F || point == 0x200D;
}

static void widen(const char *text, wchar_t points[CELL_POINTS + 1])
{
    mbstate_t state = {0};
    size_t count = 0, left = strlen(text);
    while (count < CELL_POINTS && left > 0) {
        size_t size = mbrtowc(&points[count], text, left, &state);
        if (size == 0 || size > left) {
            break;
        }
        count += count == 0 || (!is_joiner(points[count]) && wcwidth(points[count]) == 0);
        text += size;
        left -= size;
    }
    points[count] = L'\0';
}

/* What the C library counts otherwise, or does not know, would shift the rest of the line. */
static void put_cell(const struct term *term, int x, int y, const struct screen_cell *cell,
                     int columns)
{
    cchar_t character;
    wchar_t points[CELL_POINTS + 1];
    short pair = term->coloured ? (short)cell->look.colour : 0;
    attr_t look = attributes(cell->look.style);
    widen(cell->text, points);
    if (points[0] == L'\0' || !iswprint((wint_t)points[0]) || wcwidth(points[0]) != columns) {
        for (int i = 0; i < columns; i++) {
            setcchar(&character, L"?", look, pair, NULL);
            mvadd_wch(y, x + i, &character);
        }
        return;
    }
    setcchar(&character, points, look, pair, NULL);
    mvadd_wch(y, x, &character);
}

static bool same_cell(const struct screen_cell *a, const struct screen_cell *b)
{
    return a->look.style == b->look.style && a->look.colour == b->look.colour &&
           strcmp(a->text, b->text) == 0;
}

/* False: nothing has changed. */
static bool put_row(struct term *term, const struct screen *screen, int y)
{
    const struct screen_cell *row = &screen->cells[(size_t)y * (size_t)screen->width];
    struct screen_cell *shown = &term->shown.cells[(size_t)y * (size_t)term->shown.width];
    int width = screen->width < term->width ? screen->width : term->width;
    bool changed = false;
    for (int x = 0; x < width; x++) {
        int columns = x + 1 < width && row[x + 1].text[0] == '\0' ? 2 : 1;
        bool same = same_cell(&row[x], &shown[x]) &&
                    same_cell(&row[x + columns - 1], &shown[x + columns - 1]);
        if (!same && row[x].text[0] != '\0') {
            put_cell(term, x, y, &row[x], columns);
        }
        changed = changed || !same;
        shown[x] = row[x];
    }
    return changed;
}

static bool put_all(struct term *term, const struct screen *screen)
{
    int height = screen->height < term->height ? screen->height : term->height;
    bool changed =
        screen->cursor_x != term->shown.cursor_x || screen->cursor_y != term->shown.cursor_y;
    for (int y = 0; y < height; y++) {
        changed = put_row(term, screen, y) || changed;
    }
    term->shown.cursor_x = screen->cursor_x;
    term->shown.cursor_y = screen->cursor_y;
    return changed;
}

/* Whoever was busy finds together what a hand has typed one by one. */
static void fall_asleep(struct term *term)
{
    int waiting = 0;
    term->asleep = ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
}

static void show(struct term *term, const struct screen *screen)
{
    if (!flush(term)) {
        return; /* the terminal is slow: this picture is left out, term_fd tells when to try again
                 */
    }
    bool hidden = screen->cursor_x < 0 || screen->cursor_y < 0;
    if (put_all(term, screen) || term->repaint) {
        clearok(curscr, term->repaint);
        term->repaint = false;
        curs_set(hidden ? 0 : 1);
        leaveok(stdscr, hidden);
        move(hidden ? 0 : screen->cursor_y, hidden ? 0 : screen->cursor_x);
        refresh();
        collect(term);
    }
    if (term->bell) {
        term->bell = false;
        append_capability(term, "bel");
    }
    flush(term);
}

void term_show(struct term *term, const struct screen *screen)
{
    show(term, screen);
    fall_asleep(term);
}

void term_bell(struct term *term)
{
    term->bell = true;
}

void term_redraw(struct term *term)
{
    term->repaint = true;
}

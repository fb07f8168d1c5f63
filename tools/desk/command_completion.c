#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "plenary/document.h"

/* The script is made from the tables that the programs themselves read, so that it cannot part from
 * them. zsh runs it through its own bashcompinit. */

static void write_options(const struct config_option *options, size_t count)
{
    for (size_t i = 0; i < count && options[i].name; i++) {
        if (!(options[i].flags & CONFIG_FILE_ONLY)) {
            printf(" --%s", options[i].name);
        }
    }
}

static bool has_valued(const struct config_option *options, size_t count, const char *name)
{
    for (size_t i = 0; i < count && options[i].name; i++) {
        if (options[i].argument && strcmp(options[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The options of all commands: the tool's own, then those of both programs. */
static const enum config_table common[] = {CONFIG_OF_TOOL, CONFIG_SHARED};
enum { COMMON = sizeof common / sizeof *common };

static void write_common(void)
{
    for (size_t t = 0; t < COMMON; t++) {
        size_t count;
        const struct config_option *options = config_options(common[t], &count);
        write_options(options, count);
    }
}

static bool is_valued_common(const char *name)
{
    bool valued = false;
    for (size_t t = 0; t < COMMON; t++) {
        size_t count;
        const struct config_option *options = config_options(common[t], &count);
        valued = valued || has_valued(options, count, name);
    }
    return valued;
}

/* One option of several commands is written once. */
static void write_valued_of(const struct command *const *at)
{
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && (*at)->options[i].name; i++) {
        const char *name = (*at)->options[i].name;
        bool written = !(*at)->options[i].argument || is_valued_common(name);
        for (const struct command *const *old = command_table; !written && old < at; old++) {
            written = has_valued((*old)->options, COMMAND_OPTIONS_MAX, name);
        }
        if (!written) {
            printf("|--%s", name);
        }
    }
}

/* Options whose value is the next word, of all commands: as patterns of one case. */
static void write_valued(void)
{
    const char *between = "        ";
    for (size_t t = 0; t < COMMON; t++) {
        size_t count;
        const struct config_option *options = config_options(common[t], &count);
        for (size_t i = 0; i < count; i++) {
            if (options[i].argument && !(options[i].flags & CONFIG_FILE_ONLY)) {
                printf("%s--%s", between, options[i].name);
                between = "|";
            }
        }
    }
    for (const struct command *const *at = command_table; *at; at++) {
        write_valued_of(at);
    }
    puts(") ((i++)) ;;");
}

/* Is it "text|overview|blank"? Then these are the words. */
static bool is_choice(const char *usage)
{
    return strchr(usage, '|') && strspn(usage, "abcdefghijklmnopqrstuvwxyz-|") == strlen(usage);
}

static void write_choice(const char *usage)
{
    putchar(' ');
    for (const char *c = usage; *c; c++) {
        putchar(*c == '|' ? ' ' : *c);
    }
}

static void write_statuses(void)
{
    for (int i = 0; i < PL_STATUS_COUNT; i++) {
        printf(" %s", pl_status_name((enum pl_status)i));
    }
}

static void write_command(const struct command *command)
{
    printf("    \" %s \"*) words=\"", command->name);
    write_options(command->options, COMMAND_OPTIONS_MAX);
    if (is_choice(command->usage)) {
        write_choice(command->usage);
    }
    if (command == &command_status) {
        write_statuses();
    }
    puts("\" ;;");
}

/* The words that begin a command, or that follow the first word of a group. */
static void write_names(const char *group)
{
    size_t length = strlen(group);
    char last[32] = "";
    for (const struct command *const *at = command_table; *at; at++) {
        if (strncmp((*at)->name, group, length) != 0) {
            continue;
        }
        const char *name = (*at)->name + length;
        int size = (int)strcspn(name, " ");
        bool same = (int)strlen(last) == size && strncmp(last, name, (size_t)size) == 0;
        if (!same) {
            snprintf(last, sizeof last, "%.*s", size, name);
            printf(" %s", last);
        }
    }
}

static void write_groups(void)
{
    char last[32] = "";
    for (const struct command *const *at = command_table; *at; at++) {
        const char *blank = strchr((*at)->name, ' ');
        char group[32];
        snprintf(group, sizeof group, "%.*s ", blank ? (int)(blank - (*at)->name) : 0, (*at)->name);
        if (blank && strcmp(group, last) != 0) {
            snprintf(last, sizeof last, "%s", group);
            printf("    \" %s\") words=\"", group);
            write_names(group);
            puts("\" ;;");
        }
    }
}

static void write_script(void)
{
    puts("_plenary() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} said=' ' words='' i\n"
         "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "        case ${COMP_WORDS[i]} in");
    write_valued();
    puts(
        "        -*) ;;\n"
        "        *) said+=\"${COMP_WORDS[i]} \" ;;\n"
        "        esac\n"
        "    done\n"
        "    COMPREPLY=()\n"
        "    if ((i > COMP_CWORD)); then # the value of an option\n"
        "        [[ ${COMP_WORDS[COMP_CWORD - 1]} == --room ]] || return\n"
        "        # shellcheck disable=SC2207 # no room's name has a blank\n"
        "        COMPREPLY=($(compgen -W \"$(\"${COMP_WORDS[0]}\" room list --names 2>/dev/null)\" "
        "-- \"$word\"))\n"
        "        return\n"
        "    fi\n"
        "    case $said in");
    printf("    ' ') words=\"");
    write_names("");
    puts("\" ;;");
    write_groups();
    for (const struct command *const *at = command_table; *at; at++) {
        write_command(*at);
    }
    puts("    esac");
    printf("    [[ $word == -* ]] && words+=\"");
    write_common();
    puts("\"\n"
         "    # shellcheck disable=SC2207 # no word has a blank, and zsh has no mapfile\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -o default -F _plenary plenary");
}

static int run_completion(const struct call *call)
{
    const char *shell = call->words[0];
    if (strcmp(shell, "zsh") == 0) {
        puts("autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit");
    } else if (strcmp(shell, "bash") != 0) {
        return command_misuse(call->command, "no shell \"%.60s\"; there are bash and zsh", shell);
    }
    write_script();
    return COMMAND_OK;
}

const struct command command_completion = {
    .name = "completion",
    .usage = "bash|zsh",
    .summary = "print what makes the shell complete commands and options",
    .help = "A line in ~/.bashrc or ~/.zshrc takes it in.",
    .example = "  eval \"$(plenary completion bash)\"",
    .least = 1,
    .most = 1,
    .run = run_completion};

#define _GNU_SOURCE
#include "display/output.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool first_line(const char *dir, const char *connector, const char *name, char *line_out,
                       int line_bytes)
{
    char path[512];
    int length = snprintf(path, sizeof path, "%s/%s/%s", dir, connector, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "re") : NULL;
    if (!file) {
        return false;
    }
    bool read = fgets(line_out, line_bytes, file) != NULL;
    fclose(file);
    if (read) {
        line_out[strcspn(line_out, "\n")] = '\0';
    }
    return read;
}

/* "card1-HDMI-A-1": 1; whatever is no connector: -1. */
static int card_of(const char *name)
{
    if (strncmp(name, "card", 4) != 0) {
        return -1;
    }
    char *end = NULL;
    long card = strtol(name + 4, &end, 10);
    return end != name + 4 && *end == '-' && card >= 0 && card < 256 ? (int)card : -1;
}

static void note(char *states, size_t bytes, const char *connector, const char *status)
{
    size_t used = strlen(states);
    snprintf(states + used, bytes - used, "%s%s %s", used ? ", " : "", connector, status);
}

static int connector_order(const struct dirent **a, const struct dirent **b)
{
    int difference = card_of((*a)->d_name) - card_of((*b)->d_name);
    return difference ? difference : strcmp((*a)->d_name, (*b)->d_name);
}

static int is_connector(const struct dirent *entry)
{
    return card_of(entry->d_name) >= 0;
}

int output_card(const char *dir, char *states_out, size_t states_bytes)
{
    const char *from = dir ? dir : "/sys/class/drm";
    struct dirent **entries = NULL;
    int count = scandir(from, &entries, is_connector, connector_order), card = -1;
    states_out[0] = '\0';
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char status[32] = "unreadable", mode[32];
        bool modes = first_line(from, name, "modes", mode, sizeof mode);
        if (first_line(from, name, "status", status, sizeof status) &&
            strcmp(status, "connected") == 0) {
            card = card < 0 && modes ? card_of(name) : card;
            note(states_out, states_bytes, name, modes ? status : "connected without modes");
        } else {
            note(states_out, states_bytes, name, status);
        }
        free(entries[i]);
    }
    free(entries);
    return card;
}

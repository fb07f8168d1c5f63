/* The real reader and writer of the feed on a pipe, for tests in Python. Bytes are hexadecimal.
 *   wire_probe decode    lines "topic TAB payload" → "ok TAB payload written anew", or the error
 *   wire_probe text      lines of text → "ok" or the error, TAB, the text cleaned (or nothing)
 *   wire_probe show      lines "topic TAB payload", retained, as a room → what it shows, in JSON
 *   wire_probe generate SEED COUNT    random messages of every kind → "topic TAB payload"
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/room.h"
#include "plenary/wire.h"
#include "tests/unit/generate.h"

static const char room[] = "main";

static int digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* In place; the number of bytes, or -1. */
static ssize_t unhex(char *text)
{
    size_t size = 0;
    for (const char *p = text; *p; p += 2) {
        int high = digit(p[0]), low = high < 0 ? -1 : digit(p[1]);
        if (low < 0)
            return -1;
        text[size++] = (char)(high << 4 | low);
    }
    return (ssize_t)size;
}

static void print_hex(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        printf("%02x", (unsigned char)bytes[i]);
}

/* A copy of exactly that size, so that a sanitizer sees whoever reads one byte more. */
static char *exact_copy(const char *bytes, size_t size)
{
    char *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    return copy;
}

static enum pl_error decode(const char *name, const char *bytes, size_t size,
                            struct pl_message **message_out)
{
    struct pl_topic topic;
    *message_out = NULL;
    enum pl_error error = pl_wire_parse_topic(room, name, &topic);
    if (error)
        return error;
    char *exact = exact_copy(bytes, size);
    error = pl_wire_decode(&topic, exact, size, message_out);
    free(exact);
    return error;
}

static int decode_line(char *line)
{
    char *payload = strchr(line, '\t'), *anew;
    struct pl_message *message;
    size_t size;
    if (!payload)
        return 1;
    *payload++ = '\0';
    ssize_t given = unhex(payload);
    if (given < 0)
        return 1;
    enum pl_error error = decode(line, payload, (size_t)given, &message);
    printf("%s", pl_error_name(error));
    if (!error) {
        if (pl_wire_encode(message, &anew, &size) != PL_OK)
            return 1;
        putchar('\t');
        print_hex(anew, size);
        free(anew);
    }
    putchar('\n');
    pl_message_destroy(message);
    return 0;
}

static int text_line(char *line)
{
    char *cleaned;
    ssize_t size = unhex(line);
    if (size < 0)
        return 1;
    char *exact = exact_copy(line, (size_t)size);
    enum pl_error error = pl_wire_check_text(exact, (size_t)size, PL_PAYLOAD_MAX, PL_PAYLOAD_MAX);
    printf("%s\t", pl_error_name(error));
    if (pl_wire_clean_text(exact, (size_t)size, &cleaned) == PL_OK)
        print_hex(cleaned, strlen(cleaned));
    putchar('\n');
    free(cleaned);
    free(exact);
    return 0;
}

static int each_line(int (*take)(char *line))
{
    char *line = NULL;
    size_t capacity = 0;
    int failed = 0;
    while (!failed && getline(&line, &capacity, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        failed = take(line);
    }
    free(line);
    return failed;
}

static const struct pl_time show_time = {.mono_ms = 100000, .wall_ms = 1712345700000};

static void answer(struct pl_room *reader)
{
    struct pl_output output;
    while (pl_room_next(reader, &output)) {
        if (output.kind == PL_OUTPUT_SUBSCRIBE)
            pl_room_subscribed(reader, output.token, show_time);
    }
}

static int feed(struct pl_room *reader, char **lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *payload = strchr(lines[i], '\t'), bytes[2 * PL_PAYLOAD_MAX + 3];
        if (!payload || strlen(payload + 1) >= sizeof bytes)
            return 1;
        memcpy(bytes, payload + 1, strlen(payload));
        ssize_t size = unhex(bytes);
        *payload = '\0';
        if (size < 0 || pl_room_receive(reader, lines[i], bytes, (size_t)size, true,
                                        show_time.mono_ms, show_time) != PL_OK)
            return 1;
        *payload = '\t';
        answer(reader);
    }
    return 0;
}

static int show(void)
{
    char *lines[64], *json = NULL;
    size_t count = 0, capacity, size;
    struct pl_room_config config = {.room = room,
                                    .user = "reader",
                                    .name = "reader",
                                    .version = "1",
                                    .by = "00000000000000aa",
                                    .role = PL_ROLE_WATCH,
                                    .all_langs = true};
    struct pl_room *reader = pl_room_create(&config);
    if (!reader)
        return 1;
    for (; count < 64; count++) {
        lines[count] = NULL, capacity = 0;
        if (getline(&lines[count], &capacity, stdin) <= 0)
            break;
        lines[count][strcspn(lines[count], "\n")] = '\0';
    }
    pl_room_connected(reader, show_time);
    answer(reader);
    /* Twice: what belongs to a load is asked for once its document is known. */
    int failed = 0;
    for (int pass = 0; pass < 2 && !failed; pass++)
        failed = feed(reader, lines, count);
    failed = failed || pl_room_show(reader, room, show_time, &json, &size) != PL_OK;
    if (!failed)
        puts(json);
    for (size_t i = 0; i <= count && i < 64; i++)
        free(lines[i]);
    free(json);
    pl_room_destroy(reader);
    return failed;
}

static int generate(uint64_t seed, unsigned long count)
{
    struct generator generator;
    generate_init(&generator, seed);
    for (unsigned long i = 0; i < count; i++) {
        struct pl_message message;
        char name[PL_TOPIC_MAX + 1], *bytes;
        size_t size;
        generate_message(&generator, (enum pl_topic_kind)(i % PL_TOPIC_COUNT), &message);
        if (pl_wire_format_topic(room, &message.topic, name, sizeof name) == PL_OK &&
            pl_wire_encode(&message, &bytes, &size) == PL_OK) {
            printf("%s\t", name);
            print_hex(bytes, size);
            putchar('\n');
            free(bytes);
        }
        generate_clear(&generator);
    }
    generate_finish(&generator);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "decode") == 0)
        return each_line(decode_line);
    if (argc == 2 && strcmp(argv[1], "text") == 0)
        return each_line(text_line);
    if (argc == 2 && strcmp(argv[1], "show") == 0)
        return show();
    if (argc == 4 && strcmp(argv[1], "generate") == 0)
        return generate(strtoull(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
    fputs("usage: wire_probe decode|text|show|generate SEED COUNT\n", stderr);
    return 2;
}

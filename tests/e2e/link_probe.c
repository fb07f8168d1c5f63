/* Drives a pl_link by lines on stdin and prints its events as lines on stdout, so that the tests in
 * Python see what a caller sees. `name=value` arguments make the configuration. */
#define _GNU_SOURCE
#include "plenary/link.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 70, LINE_MAX_BYTES = 128 * 1024, ROUNDS_MAX = 100000, PAYLOAD_SHOWN = 60 };

struct probe {
    struct pl_link *link;
    bool draining;
    bool quiet; /* messages are counted, not printed */
    bool done;
    size_t messages;
    /* a measurement of round trips */
    long rounds_left;
    size_t measured;
    char topic[256];
    int qos;
    double sent_ms;
    double times_ms[ROUNDS_MAX];
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void next_round(struct probe *probe)
{
    if (probe->rounds_left-- > 0) {
        const struct pl_link_publication ball = {
            .topic = probe->topic, .payload = "ball", .payload_len = 4, .qos = probe->qos};
        probe->sent_ms = now_ms();
        pl_link_publish(probe->link, &ball);
        return;
    }
    qsort(probe->times_ms, probe->measured, sizeof(double), compare);
    printf("latency n=%zu p50_ms=%.4f p99_ms=%.4f\n", probe->measured,
           probe->times_ms[probe->measured / 2], probe->times_ms[probe->measured * 99 / 100]);
    probe->measured = 0;
    probe->topic[0] = '\0';
}

static void show_message(struct probe *probe, const struct pl_link_event *event)
{
    probe->messages++;
    if (probe->topic[0] && strcmp(event->topic, probe->topic) == 0) {
        probe->times_ms[probe->measured++] = now_ms() - probe->sent_ms;
        next_round(probe);
        return;
    }
    if (!probe->quiet) {
        const size_t shown =
            event->payload_len < PAYLOAD_SHOWN ? event->payload_len : PAYLOAD_SHOWN;
        printf("message session=%u retained=%d len=%zu age_ms=%lld topic=%s text=%.*s\n",
               event->session, event->retained, event->payload_len,
               (long long)(pl_link_now_ms() - event->received_ms), event->topic, (int)shown,
               event->payload ? (const char *)event->payload : "");
    }
}

static void show(struct probe *probe, const struct pl_link_event *event)
{
    const char *name = pl_link_event_name(event->type);
    switch (event->type) {
    case PL_LINK_MESSAGE:
        show_message(probe, event);
        break;
    case PL_LINK_CONNECTED:
        printf("%s session=%u protocol=%d\n", name, event->session, event->protocol);
        break;
    case PL_LINK_TOO_LARGE:
        printf("%s session=%u len=%zu topic=%s\n", name, event->session, event->payload_len,
               event->topic);
        break;
    default:
        printf("%s session=%u id=%u refused=%zu token=%llu reason=%d text=%s\n", name,
               event->session, event->id, event->refused, (unsigned long long)event->token,
               event->reason, event->text);
    }
}

static void drain(struct probe *probe)
{
    struct pl_link_event event;
    while (pl_link_next(probe->link, &event)) {
        show(probe, &event);
    }
    fflush(stdout);
}

static long number(const char *text)
{
    return strtol(text, NULL, 10);
}

static void report(const char *what, enum pl_link_error error)
{
    if (error != PL_LINK_OK) {
        printf("error what=%s text=%s\n", what, pl_link_error_text(error));
    }
}

/* pub TOKEN QOS RETAIN EXPIRY TOPIC [PAYLOAD] */
static void do_pub(struct probe *probe, char **words, size_t count)
{
    const char *payload = count > 6 ? words[6] : "";
    const struct pl_link_publication what = {.topic = words[5],
                                             .payload = payload,
                                             .payload_len = strlen(payload),
                                             .qos = (int)number(words[2]),
                                             .retain = number(words[3]) != 0,
                                             .expiry_s = (uint32_t)number(words[4]),
                                             .token = (uint64_t)number(words[1])};
    report("pub", pl_link_publish(probe->link, &what));
}

/* fill FIRST-TOKEN COUNT BYTES TOPIC-PREFIX: retained at QoS 1, topics PREFIX0, PREFIX1, … */
static void do_fill(struct probe *probe, char **words, size_t count)
{
    const size_t size = (size_t)number(words[3]);
    char *payload = calloc(1, size + 1);
    char topic[256];
    enum pl_link_error error = payload ? PL_LINK_OK : PL_LINK_NO_MEMORY;
    (void)count;
    for (long i = 0; payload && error == PL_LINK_OK && i < number(words[2]); i++) {
        memset(payload, 'x', size);
        snprintf(topic, sizeof(topic), "%s%ld", words[4], i);
        const struct pl_link_publication what = {.topic = topic,
                                                 .payload = payload,
                                                 .payload_len = size,
                                                 .qos = 1,
                                                 .retain = true,
                                                 .token = (uint64_t)(number(words[1]) + i)};
        error = pl_link_publish(probe->link, &what);
    }
    report("fill", error);
    free(payload);
}

static void do_sub(struct probe *probe, char **words, size_t count)
{
    uint32_t id = 0;
    report("sub", pl_link_subscribe(probe->link, (const char *const *)&words[2], count - 2,
                                    (int)number(words[1]), &id));
    printf("id %u\n", id);
}

static void do_unsub(struct probe *probe, char **words, size_t count)
{
    uint32_t id = 0;
    report("unsub",
           pl_link_unsubscribe(probe->link, (const char *const *)&words[1], count - 1, &id));
    printf("id %u\n", id);
}

static void do_will(struct probe *probe, char **words, size_t count)
{
    struct pl_link_will will = {.retain = true};
    if (count > 2) {
        will.topic = words[1];
        will.payload = words[2];
        will.payload_len = strlen(words[2]);
    }
    report("will", pl_link_set_will(probe->link, &will));
}

/* latency ROUNDS QOS TOPIC, which must be subscribed */
static void do_latency(struct probe *probe, char **words, size_t count)
{
    (void)count;
    probe->rounds_left = number(words[1]);
    probe->qos = (int)number(words[2]);
    snprintf(probe->topic, sizeof(probe->topic), "%s", words[3]);
    next_round(probe);
}

/* goodbye TIMEOUT-MS [TOPIC PAYLOAD] */
static void do_goodbye(struct probe *probe, char **words, size_t count)
{
    struct pl_link_publication last = {.retain = true};
    const double began_ms = now_ms();
    if (count > 3) {
        last.topic = words[2];
        last.payload = words[3];
        last.payload_len = strlen(words[3]);
    }
    const bool good = pl_link_goodbye(probe->link, count > 3 ? &last : NULL, (int)number(words[1]));
    printf("goodbye good=%d ms=%.0f\n", good, now_ms() - began_ms);
}

static void do_reconnect(struct probe *probe, char **words, size_t count)
{
    (void)words, (void)count;
    pl_link_reconnect(probe->link);
}

/* drain 0|1: whether events are fetched */
static void do_drain(struct probe *probe, char **words, size_t count)
{
    (void)count;
    probe->draining = number(words[1]) != 0;
}

static void do_quiet(struct probe *probe, char **words, size_t count)
{
    (void)count;
    probe->quiet = number(words[1]) != 0;
}

static void do_count(struct probe *probe, char **words, size_t count)
{
    (void)words, (void)count;
    printf("count messages=%zu\n", probe->messages);
}

static void do_quit(struct probe *probe, char **words, size_t count)
{
    (void)words, (void)count;
    probe->done = true;
}

static const struct {
    const char *name;
    size_t words; /* at least, with the name */
    void (*run)(struct probe *, char **, size_t);
} commands[] = {
    {"pub", 6, do_pub},         {"fill", 5, do_fill},   {"sub", 3, do_sub},
    {"unsub", 2, do_unsub},     {"will", 1, do_will},   {"latency", 4, do_latency},
    {"goodbye", 2, do_goodbye}, {"drain", 2, do_drain}, {"reconnect", 1, do_reconnect},
    {"quiet", 2, do_quiet},     {"count", 1, do_count}, {"quit", 1, do_quit},
};

static void obey(struct probe *probe, char *line)
{
    char *words[WORDS_MAX] = {NULL};
    char *rest = NULL;
    size_t count = 0;
    for (char *word = strtok_r(line, " \n", &rest); word && count < WORDS_MAX;
         word = strtok_r(NULL, " \n", &rest)) {
        words[count++] = word;
    }
    for (size_t i = 0; count > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(words[0], commands[i].name) == 0 && count >= commands[i].words) {
            commands[i].run(probe, words, count);
            fflush(stdout);
            return;
        }
    }
    printf("error what=line\n");
    fflush(stdout);
}

/* Lines as they come, without stdio: its buffer would hide from poll() what was read ahead. */
static bool read_lines(struct probe *probe)
{
    static char buffer[LINE_MAX_BYTES];
    static size_t used;
    const ssize_t got = read(STDIN_FILENO, buffer + used, sizeof(buffer) - used);
    if (got <= 0) {
        return got < 0 && errno == EINTR;
    }
    used += (size_t)got;
    char *end;
    while (!probe->done && (end = memchr(buffer, '\n', used))) {
        *end = '\0';
        obey(probe, buffer);
        used -= (size_t)(end + 1 - buffer);
        memmove(buffer, end + 1, used);
    }
    return !probe->done;
}

static bool configure(struct pl_link_config *config, const char *name, char *value)
{
    const struct {
        const char *name;
        const char **place;
    } texts[] = {{"host", &config->host},           {"ca_file", &config->ca_file},
                 {"cert_file", &config->cert_file}, {"key_file", &config->key_file},
                 {"ca_pem", &config->ca_pem},       {"cert_pem", &config->cert_pem},
                 {"key_pem", &config->key_pem},     {"username", &config->username},
                 {"password", &config->password},   {"will", &config->will.topic}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].place = value;
            return true;
        }
    }
    if (strcmp(name, "port") == 0) {
        config->port = (uint16_t)number(value);
    } else if (strcmp(name, "tls") == 0) {
        config->tls = number(value) != 0;
    } else if (strcmp(name, "mailbox_bytes") == 0) {
        config->mailbox_bytes = (size_t)number(value);
    } else if (strcmp(name, "keepalive_s") == 0) {
        config->keepalive_s = (int)number(value);
    } else {
        return false;
    }
    return true;
}

static void run(struct probe *probe)
{
    struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                           {.fd = pl_link_fd(probe->link), .events = POLLIN}};
    bool open = true;
    while (open && !probe->done) {
        fds[1].events = probe->draining ? POLLIN : 0;
        poll(fds, 2, -1);
        if (fds[1].revents && probe->draining) {
            drain(probe);
        }
        if (fds[0].revents) {
            open = read_lines(probe);
        }
    }
}

int main(int argc, char **argv)
{
    static struct probe probe = {.draining = true};
    struct pl_link_config config = {.will = {.payload = "gone", .payload_len = 4, .retain = true}};
    char error[PL_LINK_TEXT];
    for (int i = 1; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (!equals) {
            return 2;
        }
        *equals = '\0';
        if (!configure(&config, argv[i], equals + 1)) {
            return 2;
        }
    }
    probe.link = pl_link_create(&config, error);
    if (!probe.link) {
        printf("create text=%s\n", error);
        return 1;
    }
    run(&probe);
    const double began_ms = now_ms();
    pl_link_destroy(probe.link);
    printf("destroyed ms=%.0f\n", now_ms() - began_ms);
    return 0;
}

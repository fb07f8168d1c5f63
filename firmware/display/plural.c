#include "display/plural.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct rule {
    const char *at;
    unsigned long n;
    unsigned depth;
    bool wrong;
};

enum operation {
    OR,
    AND,
    EQUAL,
    DIFFERENT,
    AT_MOST,
    AT_LEAST,
    LESS,
    MORE,
    ADD,
    TAKE,
    TIMES,
    PER,
    REST
};

/* Of signs that begin alike the longer one first. */
static const struct operator
{
    const char *sign;
    unsigned binds;
    enum operation does;
}
operators[] = {{"||", 1, OR},      {"&&", 2, AND},      {"==", 3, EQUAL}, {"!=", 3, DIFFERENT},
               {"<=", 4, AT_MOST}, {">=", 4, AT_LEAST}, {"<", 4, LESS},   {">", 4, MORE},
               {"+", 5, ADD},      {"-", 5, TAKE},      {"*", 6, TIMES},  {"/", 6, PER},
               {"%", 6, REST}};

/* Both sides were computed, also the one that does not count: by zero is no mistake, and gives 0.
 */
static unsigned long apply(enum operation operation, unsigned long a, unsigned long b)
{
    switch (operation) {
    case OR:
        return a || b;
    case AND:
        return a && b;
    case EQUAL:
        return a == b;
    case DIFFERENT:
        return a != b;
    case AT_MOST:
        return a <= b;
    case AT_LEAST:
        return a >= b;
    case LESS:
        return a < b;
    case MORE:
        return a > b;
    case ADD:
        return a + b;
    case TAKE:
        return a - b;
    case TIMES:
        return a * b;
    case PER:
        return b ? a / b : 0;
    case REST:
        return b ? a % b : 0;
    }
    return 0;
}

static bool take(struct rule *rule, const char *sign)
{
    rule->at += strspn(rule->at, " \t");
    if (strncmp(rule->at, sign, strlen(sign)) != 0) {
        return false;
    }
    rule->at += strlen(sign);
    return true;
}

static unsigned long choice(struct rule *rule);

// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX
static unsigned long operand(struct rule *rule)
{
    unsigned long value = 0;
    if (rule->depth == DEPTH_MAX) {
        rule->wrong = true;
        return 0;
    }
    rule->depth++;
    if (take(rule, "!")) {
        value = !operand(rule);
    } else if (take(rule, "(")) {
        value = choice(rule);
        rule->wrong = !take(rule, ")") || rule->wrong;
    } else if (take(rule, "n")) {
        value = rule->n;
    } else if (*rule->at >= '0' && *rule->at <= '9') {
        char *end;
        value = strtoul(rule->at, &end, 10);
        rule->at = end;
    } else {
        rule->wrong = true;
    }
    rule->depth--;
    return value;
}

static const struct operator* take_operator(struct rule *rule, unsigned least)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        const char *before = rule->at;
        if (take(rule, operators[i].sign)) {
            rule->at = operators[i].binds < least ? before : rule->at;
            return operators[i].binds < least ? NULL : &operators[i];
        }
    }
    return NULL;
}

/* Operands, and operators between them that bind at least so much. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX, for each as deep as operators bind
static unsigned long chain(struct rule *rule, unsigned least)
{
    unsigned long value = operand(rule);
    const struct operator* operator= take_operator(rule, least);
    while (operator&& !rule->wrong) {
        value = apply(operator->does, value, chain(rule, operator->binds + 1));
        operator= take_operator(rule, least);
    }
    return value;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX
static unsigned long choice(struct rule *rule)
{
    unsigned long value = chain(rule, 1);
    if (rule->wrong || !take(rule, "?")) {
        return value;
    }
    rule->wrong = rule->depth++ == DEPTH_MAX;
    unsigned long yes = rule->wrong ? 0 : choice(rule);
    rule->wrong = rule->wrong || !take(rule, ":");
    unsigned long no = rule->wrong ? 0 : choice(rule);
    rule->depth--;
    return value ? yes : no;
}

bool plural_form(const char *header, unsigned long n, size_t *form_out)
{
    static const char key[] = "plural=";
    const char *line = strstr(header, "Plural-Forms:");
    const char *found = line ? strstr(line, key) : NULL;
    if (!found) {
        return false;
    }
    struct rule rule = {.at = found + sizeof key - 1, .n = n};
    *form_out = choice(&rule);
    return !rule.wrong && take(&rule, ";");
}

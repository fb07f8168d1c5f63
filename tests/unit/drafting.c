#include "drafting.h"

#include <stdio.h>

static void tell_items(struct screen *s)
{
    screen_tell(
        s, "items/%L/c",
        "\"items\":["
        "{\"id\":\"a\",\"level\":1,\"label\":\"c.4\",\"marker\":\"4.\",\"status\":\"agreed\"},"
        "{\"id\":\"b\",\"level\":2,\"label\":\"c.4.i\",\"marker\":\"i.\",\"status\":\"pending\","
        "\"who\":[\"Fiji\"]},"
        "{\"id\":\"d\",\"level\":2,\"label\":\"c.4.ii\",\"marker\":\"ii.\",\"status\":\"deleted\"},"
        "{\"id\":\"e\",\"level\":1,\"label\":\"c.5\",\"marker\":\"5.\",\"status\":\"deferred\"}]",
        true);
    screen_tell(
        s, "text/%L/c/en",
        "\"title\":\"Role of stakeholders\",\"items\":{"
        "\"a\":{\"of\":1,\"runs\":[{\"t\":\"Governments hold duties, which asks them to:\"}]},"
        "\"b\":{\"of\":1,\"runs\":[{\"t\":\"plain \"},{\"t\":\"inserted\",\"ins\":[\"Peru\"]},"
        "{\"t\":\" \"},{\"t\":\"deleted\",\"del\":[\"US\"]},"
        "{\"t\":\" highlighted [bracketed].\"}]},"
        "\"d\":{\"of\":1,\"runs\":[{\"t\":\"Thereafter comes this;\"}]},"
        "\"e\":{\"of\":1,\"runs\":[{\"t\":\"And more.\"}]}}",
        true);
}

void drafting_screen(struct screen *s, const char *which)
{
    char members[400];
    snprintf(
        members, sizeof members,
        "\"section\":\"c\",\"item\":\"b\",\"position\":0,\"highlights\":[{\"item\":\"b\","
        "\"lang\":\"en\",\"start\":23,\"end\":34,\"exact\":\"highlighted\"}],\"screen\":\"%s\"",
        which);
    screen_tell(s, "cursor", members, true);
}

void drafting_tell(struct screen *s)
{
    screen_tell(s, "document",
                "\"load\":\"7-00000000000000aa\",\"languages\":[\"en\"],\"title\":{\"en\":\"Draft "
                "resolution\"},\"subtitle\":{\"en\":\"A subtitle\"},\"sections\":[{\"id\":\"c\","
                "\"label\":\"c\"}],\"start\":{\"section\":\"c\",\"item\":\"b\"}",
                true);
    tell_items(s);
    drafting_screen(s, "text");
    screen_tell(s, "timer",
                "\"mode\":\"down\",\"label\":\"Break\",\"clock\":{\"running\":false,\"since\":7,"
                "\"used_ms\":0,\"limit_s\":900}",
                true);
}

void drafting_floor(struct screen *s, int used_s)
{
    char members[800];
    snprintf(members, sizeof members,
             "\"list\":\"open\",\"floor\":{\"speaker\":{\"id\":\"00000000000000aa-1\","
             "\"name\":\"Brazil\",\"for\":\"Mercosur\",\"kind\":\"statement\",\"limit_s\":300},"
             "\"clock\":{\"running\":false,\"since\":7,\"used_ms\":%d,\"limit_s\":300}},"
             "\"queue\":[{\"id\":\"00000000000000aa-2\",\"name\":\"India\",\"kind\":"
             "\"point-of-order\",\"limit_s\":0},{\"id\":\"00000000000000aa-3\",\"name\":\"Norway\","
             "\"for\":\"the Nordics\",\"kind\":\"reply\",\"limit_s\":0}]",
             used_s * 1000);
    screen_tell(s, "speakers", members, true);
}

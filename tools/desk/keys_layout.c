/* What the letter keys of other layouts send, by the place where they lie on a Latin keyboard: as
 * the C locale's xkb data have them. A letter that two layouts put in two places is told by the one
 * that more people have; nothing is done upon it. */
#include "keys_layout.h"

#include <string.h>

struct layout {
    const char *name;
    /* The keys of the Latin layout, and what these send, character by character. */
    const char *latin, *letters;
};

#define ROWS "qwertyuiop[]asdfghjkl;'zxcvbnm,."
#define SHIFT_ROWS "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"

static const struct layout layouts[] = {
    {"Cyrillic", ROWS, "йцукенгшщзхъфывапролджэячсмитьбю"},
    {"Cyrillic", SHIFT_ROWS, "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"},
    {"Cyrillic", "s]'o`bsS}\"O~BS", "іїєўґиіІЇЄЎҐИІ"},
    {"Cyrillic", "qwyj[];'xz", "љњзјшђчћџѕ"},
    {"Greek", "wertyuiopasdfghjklzxcvbnm", "ςερτυθιοπασδφγηξκλζχψωβνμ"},
    {"Greek", "ERTYUIOPASDFGHJKLZXCVBNM", "ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ"},
    {"Greek", "aehiyov", "άέήίύόώ"},
    {"Arabic", ROWS, "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوز"},
    {"Arabic", "`[];./", "ذجدكزظ"},
    {"Arabic", "QWERASXYHNTGBJPK/", "ًٌٍَُِْإأآﻹﻷﻵـ؛،؟"},
    {"Persian", "qwertyuiop[]asdfghjkl;'zxcvbnm,", "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو"},
    {"Persian", "C", "ژ"},
    {"Hebrew", "ertyuiopasdfghjkl;zxcvbnm,.", "קראטוןםפשדגכעיחלךףזסבהנמצתץ"},
    {"Georgian", "qwertyuiopasdfghjklzxcvbnm", "ქწერტყუიოპასდფგჰჯკლზხცვბნმ"},
    {"Georgian", "WRTSJZC", "ჭღთშჟძჩ"},
    {"Thai", ROWS, "ๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใ"},
    {"Devanagari", "qwertyuiop[asdfghjkl;'xcvbnm", "ौैाीूबहगदजडोे्िुपरकतचटंमनवलस"},
    {"Korean", "qwertyuiopasdfghjklzxcvbnm",
     "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"},
};

static size_t character(const char *text)
{
    size_t bytes = 1;
    while (((unsigned char)text[bytes] & 0xC0u) == 0x80) {
        bytes++;
    }
    return bytes;
}

/* The key of that place; '\0': the layout does not send it. */
static char find(const struct layout *layout, const char *text)
{
    const char *latin = layout->latin;
    for (const char *at = layout->letters; *at; at += character(at), latin++) {
        if (character(at) == strlen(text) && memcmp(at, text, strlen(text)) == 0) {
            return *latin;
        }
    }
    return '\0';
}

/* Of the alphabets beyond Latin; its accented letters are no other layout. */
static bool is_beyond_latin(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    return byte[0] >= 0xCD && (byte[0] != 0xE2 && byte[0] != 0xEF && byte[0] < 0xF0);
}

bool keys_layout(const char *text, struct keys_layout *layout_out)
{
    *layout_out = (struct keys_layout){0};
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts && !layout_out->name; i++) {
        char key = find(&layouts[i], text);
        if (key) {
            layout_out->name = layouts[i].name;
            layout_out->key[0] = key;
        }
    }
    return layout_out->name || is_beyond_latin(text);
}

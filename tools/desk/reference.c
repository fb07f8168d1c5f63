#include "reference.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "ink.h"
#include "plenary/limits.h"

#define NAMESPACE "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

enum { STEP = 567, LINE = 512, HEADINGS = 6, ENTRIES = 2 }; /* a step is one centimetre */

/* ---- styles ---- */

struct style {
    const char *id, *name, *based, *next, *paragraph, *letters;
};

static void put_style(struct ink *ink, const struct style *style, bool is_default)
{
    char line[LINE];
    snprintf(line, sizeof line,
             "<w:style w:type=\"paragraph\"%s w:styleId=\"%s\"><w:name w:val=\"%s\"/>",
             is_default ? " w:default=\"1\"" : "", style->id, style->name);
    ink_text(ink, line);
    if (style->based) {
        snprintf(line, sizeof line, "<w:basedOn w:val=\"%s\"/>", style->based);
        ink_text(ink, line);
    }
    if (style->next) {
        snprintf(line, sizeof line, "<w:next w:val=\"%s\"/>", style->next);
        ink_text(ink, line);
    }
    snprintf(line, sizeof line, "<w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>\n",
             style->paragraph ? style->paragraph : "", style->letters ? style->letters : "");
    ink_text(ink, line);
}

static void put_heading(struct ink *ink, unsigned level)
{
    char id[16], name[16], paragraph[160];
    snprintf(id, sizeof id, "Heading%u", level);
    snprintf(name, sizeof name, "heading %u", level);
    snprintf(paragraph, sizeof paragraph,
             "<w:keepNext/><w:keepLines/><w:spacing w:before=\"%u\" w:after=\"120\"/>"
             "<w:outlineLvl w:val=\"%u\"/>",
             level == 1 ? 360u : 240u, level - 1);
    struct style style = {
        .id = id,
        .name = name,
        .based = "Normal",
        .next = "BodyText",
        .paragraph = paragraph,
        .letters = level == 1   ? "<w:b/><w:bCs/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>"
                   : level == 2 ? "<w:b/><w:bCs/>"
                                : "<w:b/><w:bCs/><w:i/>"};
    put_style(ink, &style, false);
}

/* The label hangs before the words, which begin at the level's tab. */
static void put_item(struct ink *ink, unsigned level)
{
    char id[16], name[24], paragraph[160];
    unsigned at = level * STEP;
    snprintf(id, sizeof id, "PlenaryItem%u", level);
    snprintf(name, sizeof name, "Plenary Item %u", level);
    snprintf(paragraph, sizeof paragraph,
             "<w:tabs><w:tab w:val=\"left\" w:pos=\"%u\"/></w:tabs>"
             "<w:ind w:left=\"%u\" w:hanging=\"%u\"/>",
             at, at, (unsigned)STEP);
    struct style style = {.id = id, .name = name, .based = "Normal", .paragraph = paragraph};
    put_style(ink, &style, false);
}

static void put_styles(struct ink *ink)
{
    static const char defaults[] =
        XML "<w:styles " NAMESPACE "><w:docDefaults><w:rPrDefault><w:rPr>"
            "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" "
            "w:eastAsia=\"SimSun\" w:cs=\"Times New Roman\"/>"
            "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
            "<w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault>"
            "</w:docDefaults>\n";
    static const struct style normal = {.id = "Normal", .name = "Normal"};
    static const struct style others[] = {
        {"BodyText", "Body Text", "Normal", NULL, NULL, NULL},
        {"FirstParagraph", "First Paragraph", "BodyText", "BodyText", NULL, NULL},
        {"Compact", "Compact", "BodyText", NULL, NULL, NULL},
        {"Title", "Title", "Normal", "BodyText",
         "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/><w:jc w:val=\"center\"/>",
         "<w:b/><w:bCs/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"},
        {"Subtitle", "Subtitle", "Title", "BodyText", NULL,
         "<w:b w:val=\"0\"/><w:bCs w:val=\"0\"/><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>"},
    };
    ink_text(ink, defaults);
    put_style(ink, &normal, true);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        put_style(ink, &others[i], false);
    }
    for (unsigned level = 1; level <= HEADINGS; level++) {
        put_heading(ink, level);
    }
    for (unsigned level = 1; level <= PL_LEVEL_MAX; level++) {
        put_item(ink, level);
    }
    ink_text(ink, "</w:styles>\n");
}

/* A4, with room at the margins for comments. */
static const char page[] =
    XML "<w:document " NAMESPACE "><w:body><w:p/><w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
        "<w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" "
        "w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>\n";

/* ---- the archive: entries as they are, not packed ---- */

struct entry {
    const char *name;
    uint32_t check, size, at;
};

static uint32_t crc_of(const char *bytes, size_t size)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc & 1u ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
        }
    }
    return ~crc;
}

static void put_little(struct ink *ink, uint32_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++, value >>= 8) {
        char byte = (char)(value & 0xFF);
        ink_put(ink, &byte, 1);
    }
}

/* What a local header and the directory's entry have in common. 0x21: 1 January 1980. */
static void put_common(struct ink *ink, const struct entry *entry)
{
    put_little(ink, 20, 2); /* version */
    put_little(ink, 0, 6);  /* flags, method, time */
    put_little(ink, 0x21, 2);
    put_little(ink, entry->check, 4);
    put_little(ink, entry->size, 4);
    put_little(ink, entry->size, 4);
    put_little(ink, (uint32_t)strlen(entry->name), 2);
    put_little(ink, 0, 2);
}

static void put_file(struct ink *ink, struct entry *entry, const char *bytes, size_t size)
{
    entry->check = crc_of(bytes, size);
    entry->size = (uint32_t)size;
    entry->at = (uint32_t)ink->size;
    put_little(ink, 0x04034B50u, 4);
    put_common(ink, entry);
    ink_text(ink, entry->name);
    ink_put(ink, bytes, size);
}

static void put_directory(struct ink *ink, const struct entry *entries)
{
    uint32_t at = (uint32_t)ink->size;
    for (size_t i = 0; i < ENTRIES; i++) {
        put_little(ink, 0x02014B50u, 4);
        put_little(ink, 20, 2);
        put_common(ink, &entries[i]);
        put_little(ink, 0, 4);
        put_little(ink, 0, 4);
        put_little(ink, 0, 2);
        put_little(ink, entries[i].at, 4);
        ink_text(ink, entries[i].name);
    }
    uint32_t size = (uint32_t)ink->size - at;
    put_little(ink, 0x06054B50u, 4);
    put_little(ink, 0, 4);
    put_little(ink, ENTRIES, 2);
    put_little(ink, ENTRIES, 2);
    put_little(ink, size, 4);
    put_little(ink, at, 4);
    put_little(ink, 0, 2);
}

bool reference_docx(char **bytes_out, size_t *size_out)
{
    struct entry entries[ENTRIES] = {{.name = "word/document.xml"}, {.name = "word/styles.xml"}};
    struct ink styles = {0}, archive = {0};
    put_styles(&styles);
    put_file(&archive, &entries[0], page, sizeof page - 1);
    if (!styles.failed) {
        put_file(&archive, &entries[1], styles.bytes, styles.size);
    }
    put_directory(&archive, entries);
    bool done = !styles.failed && !archive.failed;
    ink_finish(&styles);
    if (!done) {
        ink_finish(&archive);
        return false;
    }
    *bytes_out = archive.bytes;
    *size_out = archive.size;
    return true;
}

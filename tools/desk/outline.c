/* The imported text as lines for people. */
#include "import.h"
#include "plenary/export.h"
#include "session/say.h"
#include "status.h"

static const char *opening(const struct pl_run *run)
{
    return run->ins.given ? "{++" : run->del.given ? "{--" : run->keep.given ? "{==" : "";
}

static const char *closing(const struct pl_run *run)
{
    return run->ins.given ? "++}" : run->del.given ? "--}" : run->keep.given ? "==}" : "";
}

static void print_words(const struct pl_words *words, FILE *file)
{
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        bool both = run->ins.given && run->del.given;
        fprintf(file, "%s%s%s%s%s", opening(run), both ? "{--" : "", run->t, both ? "--}" : "",
                closing(run));
    }
}

bool import_outline(const struct import_doc *doc, FILE *file)
{
    for (size_t i = 0; i < doc->section_count; i++) {
        const struct import_section *section = &doc->sections[i];
        for (size_t k = 0; k < section->items.count; k++) {
            const char *status = section->sources[k].status;
            fprintf(file, "%s ", section->items.items[k].label);
            print_words(&section->words[k], file);
            fprintf(file, "%s%s\n", status ? " " : "", status ? status : "");
        }
    }
    return !ferror(file);
}

bool import_outline_export(const struct pl_export *text, size_t lang, FILE *file)
{
    for (size_t i = 0; i < text->document.section_count; i++) {
        const struct pl_load_section *section = &text->sections[i];
        for (size_t k = 0; k < section->items.count; k++) {
            const struct pl_item *item = &section->items.items[k];
            const struct pl_words *words = pl_text_find(&section->texts[lang], item->id);
            fprintf(file, "%s ", item->label);
            if (words) {
                print_words(words, file);
            }
            status_print(item->status, &item->who, file);
            fputc('\n', file);
        }
    }
    return !ferror(file);
}

static void print_place(const char *path, size_t line, FILE *file)
{
    if (line > 0) {
        say_to(file, "%s:%zu: ", path, line);
    } else {
        say_to(file, "%s: ", path);
    }
}

void import_print_failure(const struct import_failure *failure, const char *path, FILE *file)
{
    print_place(path, failure->line, file);
    say_to(file, "%s\n", failure->text);
}

void import_print_warnings(const struct import_doc *doc, const char *path, FILE *file)
{
    for (size_t i = 0; i < doc->warning_count; i++) {
        print_place(path, doc->warnings[i].line, file);
        say_to(file, "warning: %s\n", doc->warnings[i].text);
    }
}

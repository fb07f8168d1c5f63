/* Any bytes: read or refused, and what is read is as the feed wants it; as a draft, and as a text
 * at rest, which comes out again as it went in. */
#include <stdlib.h>
#include <string.h>

#include "plenary/export.h"

#include "tests/unit/import_check.h"
#include "tests/unit/unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_export(const char *bytes, size_t size)
{
    struct pl_export_fault fault;
    struct pl_export *text = pl_export_read(bytes, size, &fault);
    char *json = NULL, *again = NULL;
    size_t json_size = 0, again_size = 0;
    if (!text) {
        if (fault.error == PL_OK)
            abort();
        return;
    }
    if (pl_export_write(text, &json, &json_size) != PL_OK)
        abort();
    struct pl_export *read = pl_export_read(json, json_size, &fault);
    if (!read || pl_export_write(read, &again, &again_size) != PL_OK || json_size != again_size ||
        memcmp(json, again, json_size) != 0)
        abort();
    free(json);
    free(again);
    pl_export_destroy(read);
    pl_export_destroy(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (pl_export_is((const char *)data, size))
        read_export((const char *)data, size);
    struct import_doc *doc;
    struct import_failure failure;
    if (!import_text((const char *)data, size, NULL, &doc, &failure)) {
        if (failure.error == IMPORT_OK || doc)
            abort();
        return 0;
    }
    check_holds(doc);
    free(check_doc_words(doc));
    free(check_dump(doc));
    import_destroy(doc);
    return 0;
}

/* Any bytes: read or refused, and what is read is as the feed wants it. */
#include <stdlib.h>

#include "tests/unit/import_check.h"
#include "tests/unit/unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
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

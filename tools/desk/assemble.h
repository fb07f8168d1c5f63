/* From the labelled draft to the document that the caller gets. */
#ifndef DESK_ASSEMBLE_H
#define DESK_ASSEMBLE_H

#include "draft.h"

bool assemble(struct job *job, const struct blocks *blocks, const struct plan *plan,
              const struct draft *draft, struct import_doc *doc);

#endif

/* Bodies of the feed's messages, one function a kind, from a JSON object that
 * holds the envelope too. Private to the decoder (wire_decode.c).
 */
#ifndef CORE_DECODE_H
#define CORE_DECODE_H

#include "read.h"

/* Parts that stand elsewhere too (export_read.c): languages with title, subtitle and preamble; an
 * entry of the sections; the start, when the sections are known. */
void decode_fronts(struct reader *reader, const struct json *body, struct pl_document *document);
void decode_section(struct reader *reader, const struct json *value, struct pl_section *section);
void decode_start(struct reader *reader, const struct json *body, struct pl_document *document);

void decode_document(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_items(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_text(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_cursor(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_speakers(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_timer(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_notice(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_caption(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_request(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_display(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_desk(struct reader *reader, const struct json *body, struct pl_message *message);
void decode_beat(struct reader *reader, const struct json *body, struct pl_message *message);

#endif

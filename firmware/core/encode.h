/* Bodies of the feed's messages as members of an object that is open. Private
 * to the encoder (wire_encode.c).
 */
#ifndef CORE_ENCODE_H
#define CORE_ENCODE_H

#include "json.h"

void put_string(struct json_writer *writer, const char *name, const char *value);
void put_optional(struct json_writer *writer, const char *name, const char *value); /* not NULL */
void put_int(struct json_writer *writer, const char *name, int64_t value);
void put_bool(struct json_writer *writer, const char *name, bool value);
void put_strings(struct json_writer *writer, const char *name, const char *const *values,
                 size_t count);
void put_names(struct json_writer *writer, const char *name, const struct pl_names *names);
void put_open(struct json_writer *writer, const char *name, char bracket);

void encode_document(struct json_writer *writer, const struct pl_message *message);
void encode_items(struct json_writer *writer, const struct pl_message *message);
void encode_text(struct json_writer *writer, const struct pl_message *message);
void encode_cursor(struct json_writer *writer, const struct pl_message *message);
void encode_speakers(struct json_writer *writer, const struct pl_message *message);
void encode_timer(struct json_writer *writer, const struct pl_message *message);
void encode_notice(struct json_writer *writer, const struct pl_message *message);
void encode_caption(struct json_writer *writer, const struct pl_message *message);
void encode_request(struct json_writer *writer, const struct pl_message *message);
void encode_display(struct json_writer *writer, const struct pl_message *message);
void encode_desk(struct json_writer *writer, const struct pl_message *message);
void encode_beat(struct json_writer *writer, const struct pl_message *message);

/* Parts that stand elsewhere too (show.c, export_write.c). */
void encode_fronts(struct json_writer *writer, const struct pl_document *document);
void encode_section(struct json_writer *writer, const struct pl_section *section); /* id … */
void encode_start(struct json_writer *writer, const struct pl_document *document);
void encode_item(struct json_writer *writer, const struct pl_item *item);
void encode_words(struct json_writer *writer, const struct pl_words *words); /* of, runs */
void encode_text_body(struct json_writer *writer, const struct pl_text *text);
void encode_highlights(struct json_writer *writer, const struct pl_cursor *cursor);
void encode_display_body(struct json_writer *writer, const struct pl_display *display, bool holds);

#endif

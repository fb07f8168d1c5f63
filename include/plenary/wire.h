/* Bytes to messages and back. Decoding is all or nothing: a message is refused
 * whole, by a named error, or whole and valid. Encoding checks nothing but the
 * sizes: a writer decodes what it encoded before it publishes it, so nothing
 * that a reader would refuse is ever sent.
 */
#ifndef PLENARY_WIRE_H
#define PLENARY_WIRE_H

#include "plenary/message.h"

/* "plenary/<room>/…" to its parts. PL_ERROR_TOPIC where it is none of ours. */
enum pl_error pl_wire_parse_topic(const char *room, const char *topic, struct pl_topic *topic_out);

/* The reverse, into size bytes; PL_ERROR_TOPIC where it would not fit PL_TOPIC_MAX. */
enum pl_error pl_wire_format_topic(const char *room, const struct pl_topic *topic, char *out,
                                   size_t size);

/* Reads a payload that arrived on `topic`. The message is the caller's. */
enum pl_error pl_wire_decode(const struct pl_topic *topic, const void *bytes, size_t size,
                             struct pl_message **message_out);

/* The JSON of a message, malloc'd, NUL-terminated, size without the NUL. */
enum pl_error pl_wire_encode(const struct pl_message *message, char **bytes_out, size_t *size_out);

/* Checks of single strings, for those who make entries. */
bool pl_wire_is_id(const char *s);   /* [a-z0-9-]{1,32} */
bool pl_wire_is_by(const char *s);   /* 16 hex digits, lower case */
bool pl_wire_is_lang(const char *s); /* lower-case language tag */
bool pl_wire_is_user(const char *s); /* one topic level: no / + # $ first, no control */
bool pl_wire_is_room(const char *s); /* [A-Za-z0-9_.-]{1,64} */

/* PL_OK, or why these bytes cannot be a text of the feed of at most max_bytes
 * and max_points code points: PL_ERROR_UTF8, _TEXT, _LIMIT. */
enum pl_error pl_wire_check_text(const char *bytes, size_t size, size_t max_bytes,
                                 size_t max_points);

/* The same for a name (a person, a delegation, a group, a user): also PL_ERROR_TEXT where it holds
 * a character that nobody sees, so that it would look like another one: zero width, a tag, a bidi
 * mark, a variation selector. That is in hidden_out, else 0. Joiners are taken between letters of
 * scripts that need them (Arabic, Indic, Khmer, Mongolian, …), not in emoji. */
enum pl_error pl_wire_check_name(const char *bytes, size_t size, uint32_t *hidden_out);

/* Makes text of the feed of any bytes: NFC, controls and white space to single
 * blanks, bidi overrides and embeddings dropped, invalid UTF-8 refused. malloc'd. */
enum pl_error pl_wire_clean_text(const char *bytes, size_t size, char **text_out);

#endif

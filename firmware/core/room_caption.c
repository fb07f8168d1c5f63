#include "room_parts.h"

#include <string.h>

/* Where a code point begins, at or after `at`. */
static size_t point_from(const struct transcript *said, size_t at)
{
    while (at < said->bytes && ((unsigned char)said->text[at] & 0xc0) == 0x80) {
        at++;
    }
    return at;
}

static void forget(struct transcript *said, size_t count)
{
    memmove(said->text, said->text + count, said->bytes - count);
    said->bytes -= count;
    said->start += (int64_t)count;
    said->text[said->bytes] = '\0';
}

/* The oldest words give way. `size` is at most PL_CAPTION_MAX. */
static void append(struct transcript *said, const char *text, size_t size)
{
    size_t gap = said->bytes > 0 ? 1 : 0;
    if (said->bytes + gap + size > PL_TRANSCRIPT_MAX) {
        forget(said, point_from(said, said->bytes + gap + size - PL_TRANSCRIPT_MAX));
    }
    if (gap) {
        said->text[said->bytes++] = ' ';
    }
    memcpy(said->text + said->bytes, text, size);
    said->bytes += size;
    said->text[said->bytes] = '\0';
}

enum pl_error room_take_caption(struct pl_room *room, struct pl_message *message,
                                int64_t received_mono_ms)
{
    const char *text = message->body.caption.text;
    pl_message_destroy(room->caption);
    room->caption = message;
    if (text[0]) {
        append(&room->transcript, text, strlen(text));
    } else {
        forget(&room->transcript, room->transcript.bytes);
    }
    room->transcript.heard_mono_ms = received_mono_ms;
    room->changes |= 1u << PL_TOPIC_CAPTION;
    return PL_OK;
}

const struct pl_caption *pl_room_caption(const struct pl_room *room)
{
    return room->caption ? &room->caption->body.caption : NULL;
}

bool pl_room_transcript(const struct pl_room *room, struct pl_transcript *transcript_out)
{
    const struct transcript *said = &room->transcript;
    if (!room->caption) {
        return false;
    }
    *transcript_out = (struct pl_transcript){.text = said->text,
                                             .bytes = said->bytes,
                                             .start = said->start,
                                             .lang = room->caption->body.caption.lang,
                                             .heard_mono_ms = said->heard_mono_ms};
    return true;
}

/* The commands, by family; command.c lists them in the order of `plenary --help`. */
#ifndef DESK_COMMANDS_H
#define DESK_COMMANDS_H

#include "command.h"

/* command_file.c */
extern const struct command command_outline, command_load, command_export;
/* command_text.c */
extern const struct command command_next, command_prev, command_goto, command_highlight,
    command_screen, command_view;
/* command_amend.c */
extern const struct command command_amend, command_bracket, command_unbracket, command_accept,
    command_reject;
/* command_items.c */
extern const struct command command_status, command_insert;
/* command_speakers.c */
extern const struct command command_speaker_add, command_speaker_next, command_speaker_done,
    command_speaker_remove, command_speaker_list, command_speaker_open, command_speaker_close,
    command_speaker_limit;
/* command_floor.c */
extern const struct command command_speaker_order, command_speaker_pause, command_speaker_resume;
/* command_requests.c */
extern const struct command command_speaker_take, command_speaker_decline;
/* command_clock.c */
extern const struct command command_notice, command_timer_start, command_timer_pause,
    command_timer_resume, command_timer_stop;
/* command_arrange.c */
extern const struct command command_move, command_remove;
/* command_undo.c */
extern const struct command command_undo;
/* command_desk.c */
extern const struct command command_desk;
/* command_room.c */
extern const struct command command_room_list;
extern const struct command command_room_mend;
extern const struct command command_room_reset;
/* command_log.c */
extern const struct command command_log;
/* command_completion.c */
extern const struct command command_completion;
/* command_caption.c */
extern const struct command command_caption;
/* command_show.c, command_watch.c */
extern const struct command command_show, command_displays, command_watch;

#endif

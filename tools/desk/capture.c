#define _GNU_SOURCE
#include "capture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const int ends[2] = {STDOUT_FILENO, STDERR_FILENO};

void capture_begin(struct capture *capture)
{
    fflush(stdout);
    capture->memory = memfd_create("said", MFD_CLOEXEC);
    int to = capture->memory >= 0 ? capture->memory : open("/dev/null", O_WRONLY | O_CLOEXEC);
    for (int i = 0; i < 2; i++) {
        capture->before[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
        if (to >= 0) {
            dup2(to, ends[i]);
        }
    }
    if (to >= 0 && to != capture->memory) {
        close(to);
    }
}

static char *read_memory(int memory)
{
    off_t size = lseek(memory, 0, SEEK_END);
    char *text = size >= 0 ? calloc(1, (size_t)size + 1) : NULL;
    if (text && pread(memory, text, (size_t)size, 0) != size) {
        free(text);
        text = NULL;
    }
    return text;
}

char *capture_end(struct capture *capture)
{
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        if (capture->before[i] >= 0) {
            dup2(capture->before[i], ends[i]);
            close(capture->before[i]);
        }
    }
    char *text = capture->memory >= 0 ? read_memory(capture->memory) : NULL;
    if (capture->memory >= 0) {
        close(capture->memory);
    }
    return text;
}

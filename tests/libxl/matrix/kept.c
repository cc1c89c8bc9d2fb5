/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A line for each run: its number, status, time, and checksums of its command
 * and of what it wrote; at the end a checksum of the line, since a line may be
 * half written.
 */
#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../callers/process.h"
#include "build.h"

#define FINISHED "finished"

/* FNV-1a: it has to find what is cut off or damaged, not what is forged. */
static uint64_t sum(const char *text, size_t len)
{
    uint64_t h = 0xcbf29ce484222325;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)text[i]) * 0x100000001b3;
    return h;
}

static uint64_t command_sum(const struct run *r)
{
    struct process_command c;
    char text[8192];

    run_command(&c, r);
    process_text(&c, text, sizeof(text));
    return sum(text, strlen(text));
}

void kept_path(const struct plan *p, const struct run *r, const char *which,
               char *path, size_t room)
{
    snprintf(path, room, "children/%zu.%s", (size_t)(r - p->runs), which);
}

/* Its end may be part of the interruption, or come from a limit of time or
 * size: what is no answer of the program is tried again. */
static bool was_ended(const struct run *r)
{
    switch (r->status - 128) {
    case SIGHUP:
    case SIGINT:
    case SIGQUIT:
    case SIGKILL:
    case SIGTERM:
    case SIGALRM:
    case SIGXCPU:
    case SIGXFSZ:
        return true;
    default:
        return r->status == PROCESS_NOT_STARTED;
    }
}

/* A program may ignore SIGXFSZ, and that it cannot write. */
static bool was_cut_off(const struct run *r)
{
    struct rlimit size;

    return !getrlimit(RLIMIT_FSIZE, &size) &&
           (r->out_len >= size.rlim_cur || strlen(r->err) >= size.rlim_cur);
}

/* If there is no more room, the run may have had too little.  False with errno.
 */
static bool has_room(void)
{
    int fd = open("children/room", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    int r = fd < 0 ? errno : posix_fallocate(fd, 0, 1 << 16);

    if (fd >= 0) {
        close(fd);
        unlink("children/room");
    }
    errno = r;
    return !r;
}

bool kept_add(const struct plan *p, const struct run *r)
{
    char line[256];
    int len, fd;
    bool whole;

    if (was_ended(r) || was_cut_off(r))
        return true;
    if (!has_room())
        return false;
    len = snprintf(line, sizeof(line),
                   "%zu %d %ld %" PRIx64 " %" PRIx64 " %" PRIx64,
                   (size_t)(r - p->runs), r->status, r->ms, command_sum(r),
                   sum(r->out, r->out_len), sum(r->err, strlen(r->err)));
    len += snprintf(line + len, sizeof(line) - (size_t)len, " %" PRIx64 "\n",
                    sum(line, (size_t)len));
    fd = open(FINISHED, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return false;
    whole = write(fd, line, (size_t)len) == len;
    return !close(fd) && whole;
}

/* Read what a run wrote, if it has these checksums. */
static bool read_output(const struct plan *p, struct run *r, uint64_t out,
                        uint64_t err)
{
    char path[64];

    kept_path(p, r, "out", path, sizeof(path));
    r->out = process_slurp(path, &r->out_len);
    kept_path(p, r, "err", path, sizeof(path));
    r->err = process_slurp(path, NULL);
    if (r->out && r->err && sum(r->out, r->out_len) == out &&
        sum(r->err, strlen(r->err)) == err)
        return true;
    free(r->out);
    free(r->err);
    r->out = r->err = NULL;
    return false;
}

static void read_line(struct plan *p, const char *line, size_t len)
{
    uint64_t command, out, err, all;
    struct run *r;
    int status, at;
    size_t i;
    long ms;

    if (sscanf(line,
               "%zu %d %ld %" SCNx64 " %" SCNx64 " %" SCNx64 "%n %" SCNx64, &i,
               &status, &ms, &command, &out, &err, &at, &all) != 7 ||
        line[len - 1] != '\n' || sum(line, (size_t)at) != all ||
        i >= p->nr_runs)
        return;
    r = &p->runs[i];
    if (r->ended || command_sum(r) != command || !read_output(p, r, out, err))
        return;
    r->linked = true;
    r->status = status;
    r->ms = ms;
    r->ended = true;
}

void kept_read(struct plan *p)
{
    FILE *f = fopen(FINISHED, "re");
    char line[256];
    size_t len = 0;

    while (f && fgets(line, sizeof(line), f)) {
        len = strlen(line);
        read_line(p, line, len);
    }
    if (f)
        fclose(f);
    /* What is added must not continue a line that was cut off. */
    if (len && line[len - 1] != '\n') {
        f = fopen(FINISHED, "ae");
        if (f) {
            fputc('\n', f);
            fclose(f);
        }
    }
}

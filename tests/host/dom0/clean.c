/* SPDX-License-Identifier: LGPL-2.1-only */
#include "xenhost.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads all of a file of /proc, whose size nobody knows. */
static char *slurp(const char *path, size_t *len)
{
    size_t room = 1 << 14, n = 0;
    char *text = malloc(room);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t r = -1;

    while (text && fd >= 0 && (r = read(fd, text + n, room - n)) > 0) {
        n += (size_t)r;
        if (n == room) {
            char *more = realloc(text, room *= 2);

            if (!more)
                free(text);
            text = more;
        }
    }
    if (fd >= 0)
        close(fd);
    if (!text || r < 0) {
        free(text);
        return NULL;
    }
    *len = n;
    return text;
}

/* Was this process started with the variable?  One of another user is not ours.
 */
static bool has_variable(const char *pid, const char *variable)
{
    char path[64], *text, *at;
    size_t len = 0, want = strlen(variable) + 1;
    bool found = false;

    snprintf(path, sizeof(path), "/proc/%.20s/environ", pid);
    text = slurp(path, &len);
    for (at = text; at && !found && at < text + len;
         at += strnlen(at, (size_t)(text + len - at)) + 1)
        found =
            (size_t)(text + len - at) >= want && !memcmp(at, variable, want);
    free(text);
    return found;
}

/* One round: how many there were. */
static int kill_all(const char *variable)
{
    DIR *proc = opendir("/proc");
    struct dirent *e;
    int n = 0;

    if (!proc)
        die("cannot read /proc: processes of the host may be left");
    while ((e = readdir(proc))) {
        pid_t pid = (pid_t)atol(e->d_name);

        if (!isdigit((unsigned char)e->d_name[0]) || pid == getpid() ||
            !has_variable(e->d_name, variable))
            continue;
        kill(pid, SIGKILL);
        n++;
    }
    closedir(proc);
    return n;
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void clean(const char *dir)
{
    char variable[PATH_SIZE + 16];

    snprintf(variable, sizeof(variable), "XENHOST_DIR=%s", dir);
    /* One that forks is found in the next round, so the last has to be empty.
     */
    for (int rounds = 0; kill_all(variable) && rounds < 1000; rounds++)
        usleep(2000);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

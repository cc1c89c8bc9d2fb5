/* SPDX-License-Identifier: LGPL-2.1-only */
#include "clean.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

/*
 * Reads a whole file of /proc, whose size is unknown, and adds a zero byte.
 */
static char *slurp(int dir, const char *name, size_t *len)
{
    size_t room = 1 << 14, n = 0;
    char *text = malloc(room + 1);
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    ssize_t r = -1;

    while (text && fd >= 0 && (r = read(fd, text + n, room - n)) > 0) {
        n += (size_t)r;
        if (n == room) {
            char *more = realloc(text, (room *= 2) + 1);

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
    text[n] = '\0';
    *len = n;
    return text;
}

/* Did this user start it?  A setuid program has another owner, too. */
static bool is_ours(int process)
{
    size_t len;
    char *text = slurp(process, "status", &len);
    const char *uid = text ? strstr(text, "\nUid:") : NULL;
    bool ours = uid && strtoul(uid + strlen("\nUid:"), NULL, 10) ==
                           (unsigned long)getuid();

    free(text);
    return ours;
}

/* Was the process started with this variable? */
static bool has_variable(int process, const char *variable)
{
    size_t len = 0, want = strlen(variable) + 1;
    char *text = slurp(process, "environ", &len);
    bool found = false;

    for (char *at = text; at && !found && at < text + len;
         at += strnlen(at, (size_t)(text + len - at)) + 1)
        found =
            (size_t)(text + len - at) >= want && !memcmp(at, variable, want);
    free(text);
    return found;
}

/*
 * An open folder of /proc keeps naming the same process, even if its id is
 * reused meanwhile.  Kernels before 5.1 cannot signal through it.
 */
static void end_process(int process, pid_t pid)
{
    if (syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0) &&
        errno != ESRCH)
        kill(pid, SIGKILL);
}

/* Kill all processes that exist now; returns how many there were. */
static int kill_all(const char *variable)
{
    DIR *proc = opendir("/proc");
    struct dirent *e;
    int n = 0;

    if (!proc)
        die("cannot read /proc: processes of the host may be left");
    while ((e = readdir(proc))) {
        pid_t pid = (pid_t)atol(e->d_name);
        int process;

        if (!isdigit((unsigned char)e->d_name[0]) || pid == getpid())
            continue;
        process =
            openat(dirfd(proc), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (process < 0)
            continue;
        if (has_variable(process, variable) && is_ours(process)) {
            end_process(process, pid);
            n++;
        }
        close(process);
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
    char variable[PATH_MAX + 16];

    snprintf(variable, sizeof(variable), "XENHOST_DIR=%s", dir);
    /* A child forked meanwhile is found in the next round: go on until a round
     * finds none. */
    for (int rounds = 0; kill_all(variable) && rounds < 1000; rounds++)
        usleep(2000);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

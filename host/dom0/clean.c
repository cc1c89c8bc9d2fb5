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
 * Reads all of a file of /proc, whose size nobody knows; a zero byte follows
 * it.
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

/* Did the user who runs this start it?  Its owner also changes with setuid. */
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

/* Was this process started with the variable? */
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
 * The folder of a process in /proc means that process as long as it is open,
 * even if its number is given to another one meanwhile.  Kernels before 5.1 do
 * not know that.
 */
static void end_process(int process, pid_t pid)
{
    if (syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0) &&
        errno != ESRCH)
        kill(pid, SIGKILL);
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
    /* One that forks is found in the next round, so the last has to be empty.
     */
    for (int rounds = 0; kill_all(variable) && rounds < 1000; rounds++)
        usleep(2000);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * path-calls CALL SCRIPTS FOLDER: test one of the calls that paths.c redirects,
 * on paths that only the host has.  SCRIPTS has two programs, one and two;
 * FOLDER is empty before and after.  Without arguments, print the names of the
 * calls.  Status 0: the call did what it should.
 */
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *scripts, *folder;

/* A few paths can be used at the same time. */
static const char *in(const char *in_folder, const char *name)
{
    static char ring[32][200];
    static unsigned next;
    char *p = ring[next++ % 32];

    snprintf(p, sizeof(ring[0]), "%s/%s", in_folder, name);
    return p;
}

static const char *one(void)
{
    return in(scripts, "one");
}

static const char *made(void)
{
    return in(folder, "made");
}

static bool opened(int fd)
{
    return fd >= 0 && !close(fd);
}

/* True if the file was made; it is removed again. */
static bool was_made(int fd)
{
    return opened(fd) && !access(made(), F_OK) && !unlink(made());
}

static bool make(void)
{
    return opened(open(made(), O_WRONLY | O_CREAT | O_EXCL, 0600));
}

static bool is_program(mode_t mode)
{
    return S_ISREG(mode) && (mode & 0111);
}

static bool c_open(void)
{
    return opened(open(one(), O_RDONLY)) && opened(open64(one(), O_RDONLY)) &&
           was_made(open(made(), O_WRONLY | O_CREAT | O_EXCL, 0600)) &&
           was_made(open64(made(), O_WRONLY | O_CREAT, 0600)) &&
           opened(open(folder, O_TMPFILE | O_RDWR, 0600));
}

static bool c_openat(void)
{
    return opened(openat(AT_FDCWD, one(), O_RDONLY)) &&
           opened(openat64(AT_FDCWD, one(), O_RDONLY)) &&
           was_made(openat(AT_FDCWD, made(), O_WRONLY | O_CREAT, 0600));
}

static bool c_creat(void)
{
    return was_made(creat(made(), 0600)) && was_made(creat64(made(), 0600));
}

static bool c_fopen(void)
{
    FILE *f = fopen(one(), "r"), *g = fopen64(one(), "r");
    bool ok = f && g && (f = freopen(in(scripts, "two"), "r", f)) &&
              fgetc(f) == '#' && fgetc(g) == '#';

    return ok && !fclose(f) && !fclose(g);
}

static bool c_folder(void)
{
    DIR *d = opendir(scripts);
    int n = 0;

    while (d && readdir(d))
        n++;
    return d && !closedir(d) && n == 4 && !chdir(scripts) &&
           !access("one", F_OK);
}

static bool c_realpath(void)
{
    char *path = realpath(one(), NULL);
    bool ok = path && !access(path, F_OK);

    free(path);
    return ok;
}

static bool c_stat(void)
{
    struct stat s;

    return !stat(one(), &s) && is_program(s.st_mode) && !lstat(one(), &s) &&
           is_program(s.st_mode) && !fstatat(AT_FDCWD, one(), &s, 0) &&
           is_program(s.st_mode);
}

static bool c_stat64(void)
{
    struct stat64 s;

    return !stat64(one(), &s) && is_program(s.st_mode) && !lstat64(one(), &s) &&
           is_program(s.st_mode) && !fstatat64(AT_FDCWD, one(), &s, 0) &&
           is_program(s.st_mode);
}

static bool c_statx(void)
{
    struct statx x;
    struct statfs f;
    struct statvfs v;

    return !statx(AT_FDCWD, one(), 0, STATX_BASIC_STATS, &x) &&
           S_ISREG(x.stx_mode) && !statfs(one(), &f) && !statvfs(one(), &v);
}

static bool c_access(void)
{
    return !access(one(), X_OK) && !eaccess(one(), X_OK) &&
           !faccessat(AT_FDCWD, one(), X_OK, 0) && access(made(), F_OK);
}

static bool c_mkdir(void)
{
    return !mkdir(made(), 0700) && !rmdir(made()) &&
           !mkdirat(AT_FDCWD, made(), 0700) &&
           !unlinkat(AT_FDCWD, made(), AT_REMOVEDIR) && !mkfifo(made(), 0600) &&
           !remove(made());
}

static bool c_change(void)
{
    struct stat s;

    return make() && !truncate(made(), 5) && !truncate64(made(), 7) &&
           !chmod(made(), 0640) && !fchmodat(AT_FDCWD, made(), 0604, 0) &&
           !chown(made(), -1, -1) && !lchown(made(), -1, -1) &&
           !fchownat(AT_FDCWD, made(), -1, -1, 0) &&
           !utimensat(AT_FDCWD, made(), NULL, 0) && !stat(made(), &s) &&
           s.st_size == 7 && (s.st_mode & 0777) == 0604 && !unlink(made());
}

static bool c_link(void)
{
    const char *other = in(folder, "other");
    char to[400];

    return !symlink(one(), made()) && !access(made(), X_OK) &&
           readlink(made(), to, sizeof(to)) > 0 && !unlink(made()) &&
           !symlinkat(one(), AT_FDCWD, made()) && !access(made(), X_OK) &&
           readlinkat(AT_FDCWD, made(), to, sizeof(to)) > 0 &&
           !unlink(made()) && make() && !link(made(), other) &&
           !unlink(other) && !linkat(AT_FDCWD, made(), AT_FDCWD, other, 0) &&
           !unlink(other) && !unlink(made());
}

static bool c_rename(void)
{
    const char *other = in(folder, "other");

    return make() && !rename(made(), other) &&
           !renameat(AT_FDCWD, other, AT_FDCWD, made()) &&
           !renameat2(AT_FDCWD, made(), AT_FDCWD, other, 0) && !unlink(other);
}

static bool c_glob(void)
{
    glob64_t g64;
    glob_t g;
    bool ok = !glob(in(scripts, "*"), 0, NULL, &g) && g.gl_pathc == 2 &&
              !access(g.gl_pathv[0], X_OK) &&
              !glob64(in(scripts, "*"), 0, NULL, &g64) && g64.gl_pathc == 2;

    globfree(&g);
    globfree64(&g64);
    return ok;
}

/* Only the six letters at the end are replaced. */
static bool c_temporary(void)
{
    char a[200], b[200], d[200];

    snprintf(a, sizeof(a), "%s", in(folder, "t-XXXXXX"));
    memcpy(b, a, sizeof(b));
    memcpy(d, a, sizeof(d));
    return opened(mkstemp(a)) && strncmp(a, folder, strlen(folder)) == 0 &&
           !strstr(a, "XXXXXX") && !unlink(a) &&
           opened(mkostemp(b, O_CLOEXEC)) && !unlink(b) && mkdtemp(d) &&
           !strstr(d, "XXXXXX") && !rmdir(d);
}

static bool c_socket(void)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    const struct sockaddr *at = (struct sockaddr *)&addr;
    struct stat st;
    bool ok;

    snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", made());
    ok = !bind(server, at, sizeof(addr)) && !listen(server, 1) &&
         !connect(client, at, sizeof(addr)) && !stat(made(), &st) &&
         S_ISSOCK(st.st_mode) && !unlink(made());
    return opened(server) && opened(client) && ok;
}

enum how {
    EXECV,
    EXECVE,
    EXECVP,
    EXECVPE,
    EXECL,
    EXECLP,
    EXECLE,
    SPAWN,
    SPAWNP
};

static void exec(enum how how)
{
    char *const argv[] = {"x", "a", "b", NULL};
    char *const envp[] = {NULL};
    pid_t pid;

    switch (how) {
    case EXECV:
        execv(one(), argv);
        break;
    case EXECVE:
        execve(one(), argv, envp);
        break;
    case EXECVP:
        execvp(one(), argv);
        break;
    case EXECVPE:
        execvpe(one(), argv, envp);
        break;
    case EXECL:
        execl(one(), "x", "a", "b", (char *)NULL);
        break;
    case EXECLP:
        execlp(one(), "x", "a", "b", (char *)NULL);
        break;
    case EXECLE:
        execle(one(), "x", "a", "b", (char *)NULL, envp);
        break;
    case SPAWN:
        _exit(posix_spawn(&pid, one(), NULL, NULL, argv, environ) ||
              waitpid(pid, NULL, 0) != pid);
    case SPAWNP:
        _exit(posix_spawnp(&pid, one(), NULL, NULL, argv, environ) ||
              waitpid(pid, NULL, 0) != pid);
    }
}

/* The script prints its name, which is in the host's folder, and arguments. */
static bool runs(enum how how)
{
    char said[1000];
    int out[2], status;
    ssize_t n;
    pid_t pid;

    if (pipe(out) || (pid = fork()) < 0)
        return false;
    if (pid == 0) {
        dup2(out[1], STDOUT_FILENO);
        exec(how);
        _exit(127);
    }
    close(out[1]);
    n = read(out[0], said, sizeof(said) - 1);
    close(out[0]);
    said[n > 0 ? n : 0] = '\0';
    return waitpid(pid, &status, 0) == pid && status == 0 &&
           !strncmp(said, "one /", 5) && strstr(said, "/one a b\n");
}

static bool c_exec(void)
{
    for (enum how how = EXECV; how <= SPAWNP; how++)
        if (!runs(how))
            return false;
    return true;
}

static const struct {
    const char *name;
    bool (*call)(void);
} calls[] = {
    {"open", c_open},           {"openat", c_openat}, {"creat", c_creat},
    {"fopen", c_fopen},         {"folder", c_folder}, {"realpath", c_realpath},
    {"stat", c_stat},           {"stat64", c_stat64}, {"statx", c_statx},
    {"access", c_access},       {"mkdir", c_mkdir},   {"change", c_change},
    {"link", c_link},           {"rename", c_rename}, {"glob", c_glob},
    {"temporary", c_temporary}, {"socket", c_socket}, {"exec", c_exec},
};

int main(int argc, char **argv)
{
    if (argc == 4) {
        scripts = argv[2];
        folder = argv[3];
    }
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (argc < 4)
            puts(calls[i].name);
        else if (!strcmp(argv[1], calls[i].name))
            return calls[i].call() ? 0 : 1;
    }
    return argc < 4 ? 0 : 2;
}

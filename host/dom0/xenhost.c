/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xenhost: run a program in a simulated host; host/run makes the command.
 *
 *     xenhost start DIR PREFIX BUILD [PROGRAM ARG...]
 *     xenhost attach DIR PREFIX BUILD PROGRAM ARG...
 *     xenhost end DIR
 *
 * `start' with a program ends the host when that program ends, or when this
 * process ends for any reason; without a program the host stays until `end'.
 * DIR is the host's folder, which is removed at the end; nothing in it is run.
 * PREFIX has the libraries and programs to use, BUILD what host.mk makes.
 *
 * Status: the program's, 128 + its signal, or 2 if it could not be run.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clean.h"
#include "die.h"

struct host {
    const char *dir, *prefix, *build;
};

#define PATH_SIZE 1024

/* FOLDER/NAME; ends the program if it is too long. */
static void path_in(char path[static PATH_SIZE], const char *folder,
                    const char *name)
{
    if (snprintf(path, PATH_SIZE, "%s/%s", folder, name) >= PATH_SIZE)
        die("%s/%s: path too long; choose a shorter TMPDIR", folder, name);
}

static void show_file(const char *path)
{
    FILE *f = fopen(path, "re");
    int c;

    while (f && (c = fgetc(f)) != EOF)
        fputc(c, stderr);
    if (f)
        fclose(f);
}

/*
 * The environment of a program in the host.  If the tools are of another
 * architecture, only the emulator may see host.so and their libraries.
 */
static void enter(const struct host *host)
{
    const char *path = getenv("PATH"), *emulator = getenv("XENHOST_EMULATOR");
    char object[PATH_SIZE], all[2 * PATH_SIZE];

    setenv("XENHOST_DIR", host->dir, 1);
    if (emulator) {
        path_in(object, host->build, "bin/emulate");
        setenv("XENHOST_EMULATE", object, 1);
        setenv("XENHOST_PREFIX", host->prefix, 1);
    } else {
        path_in(object, host->build, "host.so");
        setenv("LD_PRELOAD", object, 1);
        path_in(all, host->prefix, "lib");
        setenv("LD_LIBRARY_PATH", all, 1);
    }
    snprintf(all, sizeof(all), "%s/bin:%s",
             emulator ? host->build : host->prefix,
             path ? path : "/usr/bin:/bin");
    setenv("PATH", all, 1);
    unsetenv("XENSTORED_PATH");
    unsetenv("XENSTORED_RUNDIR");
    unsetenv("XENSTORED_ROOTDIR");
}

/* Does the file, if it is a program at all, need the emulator? */
static bool is_foreign(const char *path)
{
    unsigned char theirs[20], own[20];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    bool foreign = read(fd, theirs, 20) == 20 && read(self, own, 20) == 20 &&
                   !memcmp(theirs, "\177ELF", 4) &&
                   memcmp(theirs + 18, own + 18, 2);

    close(fd);
    close(self);
    return foreign;
}

static void exec_in_host(const struct host *host, char **argv)
{
    const char *emulate;

    enter(host);
    emulate = getenv("XENHOST_EMULATE");
    if (emulate && is_foreign(argv[0])) {
        size_t n = 0;

        while (argv[n++])
            ;
        char *all[n + 1];

        all[0] = (char *)(uintptr_t)emulate;
        memcpy(all + 1, argv, n * sizeof(*argv));
        execv(emulate, all);
    } else {
        execvp(argv[0], argv);
    }
    die("cannot run %s: %s", argv[0], strerror(errno));
}

/*
 * Start one of the host's own programs and wait until it prints a line.  It
 * keeps running after this process has ended; its errors go to DIR/NAME.err.
 */
static void start_daemon(const struct host *host, const char *name, char **argv)
{
    char err[PATH_SIZE], file[64], line;
    int out[2];
    pid_t pid;

    snprintf(file, sizeof(file), "%s.err", name);
    path_in(err, host->dir, file);
    if (pipe2(out, O_CLOEXEC) || (pid = fork()) < 0)
        die("cannot start %s: %s", name, strerror(errno));
    if (pid == 0) {
        int fd;

        setsid();
        fd = open(err, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd < 0 || dup2(fd, STDERR_FILENO) < 0 ||
            dup2(out[1], STDOUT_FILENO) < 0 ||
            dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) < 0 || chdir("/"))
            _exit(2);
        /* What the caller has open is not the host's: a lock is one thing. */
        close_range(STDERR_FILENO + 1, ~0U, 0);
        exec_in_host(host, argv);
    }
    close(out[1]);
    if (read(out[0], &line, 1) != 1) {
        show_file(err);
        clean(host->dir);
        die("%s does not start", name);
    }
    close(out[0]);
}

static void start(const struct host *host)
{
    char xenstored[PATH_SIZE], trace[PATH_SIZE], drivers[PATH_SIZE];
    char *store_argv[] = {xenstored, "-N",  "-P", "--internal-db",
                          "-T",      trace, NULL};
    char *drivers_argv[] = {drivers, NULL};

    path_in(xenstored, host->prefix, "bin/xenstored");
    path_in(trace, host->dir, "xenstore.trace");
    path_in(drivers, host->build, "drivers");
    start_daemon(host, "xenstored", store_argv);
    start_daemon(host, "drivers", drivers_argv);
}

/*
 * Start a process that removes the host as soon as the returned descriptor is
 * closed, which also happens when this process ends.  Signals do not end it.
 */
static int start_guardian(const char *dir, pid_t *pid)
{
    int fd[2];
    char c;

    if (pipe2(fd, O_CLOEXEC) || (*pid = fork()) < 0)
        die("cannot start: %s", strerror(errno));
    if (*pid) {
        close(fd[0]);
        return fd[1];
    }
    setsid();
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    close(fd[1]);
    while (read(fd[0], &c, 1) < 0 && errno == EINTR)
        ;
    clean(dir);
    _exit(0);
}

static pid_t program;

static void pass_on(int sig)
{
    if (program > 0)
        kill(program, sig);
}

/* The terminal sends SIGINT and SIGQUIT to the program itself, too. */
static void handle_signals(void)
{
    struct sigaction pass = {.sa_handler = pass_on};

    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    sigaction(SIGTERM, &pass, NULL);
    sigaction(SIGHUP, &pass, NULL);
}

static int run_program(const struct host *host, char **argv)
{
    sigset_t both, before;
    int status;

    /* Block signals until `program' is set, so that none is lost. */
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGHUP);
    sigprocmask(SIG_BLOCK, &both, &before);
    fflush(NULL);
    program = fork();
    if (program == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        exec_in_host(host, argv);
    }
    handle_signals();
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (program < 0)
        die("cannot run %s: %s", argv[0], strerror(errno));
    while (waitpid(program, &status, 0) < 0)
        if (errno != EINTR)
            die("lost %s: %s", argv[0], strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int start_and_run(const struct host *host, char **argv)
{
    pid_t guardian;
    int fd, status;

    /* Processes that the program leaves behind become children of this one. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    fd = start_guardian(host->dir, &guardian);
    start(host);
    status = run_program(host, argv);
    close(fd);
    while (waitpid(guardian, NULL, 0) < 0 && errno == EINTR)
        ;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    return status;
}

int main(int argc, char **argv)
{
    struct host host = {NULL, NULL, NULL};

    if (argc > 4)
        host = (struct host){argv[2], argv[3], argv[4]};
    if (argc > 5 && !strcmp(argv[1], "start"))
        return start_and_run(&host, argv + 5);
    if (argc == 5 && !strcmp(argv[1], "start"))
        start(&host);
    else if (argc > 5 && !strcmp(argv[1], "attach"))
        return run_program(&host, argv + 5);
    else if (argc == 3 && !strcmp(argv[1], "end"))
        clean(argv[2]);
    else
        die("xenhost is started by host/run; run host/run --help");
    return 0;
}

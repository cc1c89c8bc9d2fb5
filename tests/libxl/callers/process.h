/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_PROCESS_H
#define CALLERS_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * A caller is a program of its own, run with one library: the loader must meet
 * both as it would on a user's machine.  Nothing here prints or gives up.
 */
enum process_flags {
    CHILD_NOHOST = 1 << 0,   /* nohost answers for the hypervisor */
    CHILD_VALGRIND = 1 << 1, /* status 99 if valgrind complains */
    CHILD_ASAN = 1 << 2,     /* the same, of AddressSanitizer */
};

#define TOOL_COMPLAINS 99

struct process_setting {
    const char *lib;    /* folder of the libraries */
    const char *nohost; /* path of nohost.so */
    const char *known;  /* path of valgrind's suppressions */
    unsigned flags;     /* enum process_flags */
};

/* Owns its words, which live as long as it does. */
struct process_command {
    const char *argv[40];
    size_t n;
    char words[8192];
    size_t used;
};

/*
 * A command that runs argv as the setting says, and that a person can paste:
 * env(1) sets the libraries for the program only, so that this process and
 * valgrind go on with their own.  Too long ones are cut off at a word.
 */
void process_command(struct process_command *c, const struct process_setting *s,
                     const char *const *argv);
/* The command's words with spaces between them, cut off at room. */
void process_text(const struct process_command *c, char *text, size_t room);

/*
 * Start it, output going to two files; one that hangs dies by SIGALRM.
 * -1: errno says why.
 */
pid_t process_start(const struct process_command *c, const char *out,
                    const char *err);
/* Exit status, or 128 + signal, of what waitpid said. */
int process_status(int wait_status);

/* A file's bytes and a NUL behind them, owned by the caller; NULL: errno. */
char *process_slurp(const char *path, size_t *len);

#endif

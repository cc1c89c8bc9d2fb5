/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_PROCESS_H
#define CALLERS_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Runs a caller, a separate program, with one library, so that the loader sees
 * both as on a user's machine.  Nothing here prints or ends the program.
 */
enum process_flags {
    CHILD_NOHOST = 1 << 0, /* preload nohost.so */
    /* Status 99 if valgrind complains; it cannot run programs of another
     * architecture, which run without it. */
    CHILD_VALGRIND = 1 << 1,
    CHILD_ASAN = 1 << 2, /* the same for AddressSanitizer */
};

#define TOOL_COMPLAINS 99

struct process_setting {
    const char *lib;    /* folder of the libraries */
    const char *nohost; /* path of nohost.so */
    const char *known;  /* path of valgrind's suppressions */
    /* mk/foreign, which runs programs of the architecture that
     * CALLERS_ARCH in the
     * environment names; NULL if programs are this machine's. */
    const char *foreign;
    unsigned flags; /* enum process_flags */
};

/* The words of a command; it owns them. */
struct process_command {
    const char *argv[40];
    size_t n;
    char words[8192];
    size_t used;
};

/*
 * Make a command that runs argv with this setting and can be pasted into a
 * shell.  env(1) sets the libraries for the program alone, so that this process
 * and valgrind keep their own.  A command that is too long is cut at a word.
 */
void process_command(struct process_command *c, const struct process_setting *s,
                     const char *const *argv);
/* Write the command's words with spaces between them, cut off at room. */
void process_text(const struct process_command *c, char *text, size_t room);

/* The status if its files cannot be written or there is no such program. */
#define PROCESS_NOT_STARTED 126

/*
 * Start it with its output going to two files; SIGALRM ends it if it hangs.
 * Returns -1 with errno if it fails.
 */
pid_t process_start(const struct process_command *c, const char *out,
                    const char *err);
/* The exit status, or 128 + signal, from waitpid's status. */
int process_status(int wait_status);

/* Read a file and add a NUL; the caller frees it.  NULL with errno on error. */
char *process_slurp(const char *path, size_t *len);

#endif

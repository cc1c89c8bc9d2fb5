/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_CHILD_H
#define CALLERS_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "process.h"

/* The folders come from the environment, see run. */
enum side { OLD, NEW };
extern const char *const side_name[];

struct child {
    int status; /* exit status, or 128 + signal */
    char *out;  /* what it printed, owned; see child_free */
    char *err;
    size_t out_len;
    char cmd[2048]; /* to run it by hand */
};

/*
 * Run the program at path argv[0] with the libraries of lib; see process.h.
 * Its output is also kept in CALLERS_LOG/children/.
 */
void child_run(struct child *c, enum side lib, unsigned flags,
               const char *const *argv);
void child_free(struct child *c);

/* Path of a caller compiled against headers, of a file in a prefix, of a
 * sample; static. */
const char *caller_path(enum side headers, const char *name);
const char *prefix_path(enum side side, const char *rest);
const char *sample_path(const char *name);
const char *scratch_path(const char *name);

/* Fail the test, with the command and its output, unless it ended so. */
void child_expect(const struct child *c, int status);
/* Fail the test unless the outputs are the same, byte for byte. */
void child_same_output(const struct child *a, const struct child *b);

/*
 * Properties of a side, also used to choose tests.  file_says: the file exists
 * and has this text.  announces: the side's libxl.h defines the macro.
 */
bool file_says(const char *path, const char *what);
bool announces(enum side side, const char *macro);
/* The old library is 4.10: it has PVH, with the moved fields at the top. */
bool has_native_pvh(void);
/* The callers are for Arm, which has only PV guests. */
bool on_arm(void);

char *read_file(const char *path, size_t *len);
void write_file(const char *path, const char *text);

/* child_run and child_expect in one, for a program without arguments. */
void run_caller(struct child *c, enum side headers, const char *name,
                enum side lib, unsigned flags);

#endif

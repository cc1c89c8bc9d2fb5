/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * For the targets of make fuzz: each fuzz_NAME.c gives one input to the
 * library, as a verb of bpq would, and ends the program if what comes of it
 * breaks a promise of the library's headers.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"

/* Defined by each target; libFuzzer, or replay.c, calls it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert, but never compiled out, and libFuzzer takes it for a crash. */
#define FUZZ_HOLDS(x)                                                          \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__,  \
                    #x);                                                       \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* The call returns BPQ_OK; e is its last argument. */
#define FUZZ_WORKS(call, e)                                                    \
    do {                                                                       \
        if (call) {                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s works; it says: %s\n",   \
                    __FILE__, __LINE__, #call, (e)->line);                     \
            abort();                                                           \
        }                                                                      \
    } while (0)

/*
 * An input of several parts: a line "%% TITLE" begins the next one.  What is
 * before the first of them is a part without a title.  Each text has its own
 * memory, with a NUL behind it, so that the sanitizer sees who reads beyond.
 */
struct fuzz_part {
    char *title; /* what is behind "%% " */
    struct bpq_str text;
};

struct fuzz_input {
    struct fuzz_part *v;
    size_t n;
};

void fuzz_input_read(struct fuzz_input *in, const uint8_t *data, size_t size);
void fuzz_input_free(struct fuzz_input *in);
/* The text of the first part with this title, or one of length 0. */
struct bpq_str fuzz_part(const struct fuzz_input *in, const char *title);

/*
 * Is what the library said an error as err.h describes it?  rc is what it
 * returned.  Clears e.
 */
void fuzz_said(int rc, struct bpq_err *e);

/* A folder of this process, which is removed when it ends. */
const char *fuzz_folder(void);
/* Write a file in it; folders above it are made. */
void fuzz_put(const char *name, struct bpq_str text);

#endif

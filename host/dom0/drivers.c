/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * drivers: what the kernel of domain 0 does in a real host.  It writes domain
 * 0's nodes to xenstore, then plays all backends but the console's, which a
 * daemon serves without a word: a new backend (state 1) becomes ready for its
 * frontend (2), a closing one (5) becomes closed (6).
 * It prints a line when it is ready, and runs until it is killed.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#define BACKENDS "/local/domain/0/backend"
#define CONSOLES BACKENDS "/console/"

static bool write_node(struct xs_handle *xs, const char *path,
                       const char *value)
{
    return xs_write(xs, XBT_NULL, path, value, (unsigned)strlen(value));
}

static bool introduce(struct xs_handle *xs)
{
    return write_node(xs, "/local/domain/0/domid", "0") &&
           write_node(xs, "/local/domain/0/name", "Domain-0") &&
           write_node(xs, "/tool/xenstored", "") &&
           xs_mkdir(xs, XBT_NULL, BACKENDS);
}

/* backend/KIND/DOMID/DEVICE/state */
static bool is_state(const char *path)
{
    const char *end = strrchr(path, '/');
    int slashes = 0;

    for (const char *p = path; (p = strchr(p, '/')); p++)
        slashes++;
    return slashes == 8 && end && !strcmp(end, "/state") &&
           strncmp(path, CONSOLES, strlen(CONSOLES));
}

/* The state that follows, or NULL if it stays. */
static const char *next_state(const char *state)
{
    if (!strcmp(state, "1"))
        return "2";
    return strcmp(state, "5") ? NULL : "6";
}

/* One transaction, so that a device removed meanwhile is not made again. */
static void follow(struct xs_handle *xs, const char *path)
{
    bool again = true;

    while (again) {
        xs_transaction_t t = xs_transaction_start(xs);
        char *state = xs_read(xs, t, path, NULL);
        const char *next = state ? next_state(state) : NULL;
        bool done = !next || xs_write(xs, t, path, next, 1);

        again =
            t && !xs_transaction_end(xs, t, !next || !done) && errno == EAGAIN;
        free(state);
    }
}

int main(void)
{
    struct xs_handle *xs = xs_open(0);
    unsigned n;
    char **event;

    if (!xs || !introduce(xs) || !xs_watch(xs, BACKENDS, "backends")) {
        perror("drivers: xenstore");
        return 2;
    }
    puts("ready");
    fflush(stdout);
    while ((event = xs_read_watch(xs, &n))) {
        if (is_state(event[XS_WATCH_PATH]))
            follow(xs, event[XS_WATCH_PATH]);
        free(event);
    }
    perror("drivers: xenstore is gone");
    return 2;
}

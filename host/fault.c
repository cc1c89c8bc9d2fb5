// SPDX-License-Identifier: LGPL-2.1-only
/* Injects the faults in XENHOST_FAULT; see host.h. */
#include "fault.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <xen/sched.h>

#include "dir.h"
#include "domain.h"
#include "lifetime.h"
#include "log.h"
#include "next.h"
#include "state.h"

#define MAX_FAULTS 32

enum action { FAIL, DIE, CRASH };

struct fault {
    char kind[24], sub[40];
    unsigned long nth; /* 0: every one */
    enum action action;
    int error;
};

static struct fault faults[MAX_FAULTS];
static unsigned int nr_faults;
/* The counts are shared with the children that the program forks. */
static unsigned long *seen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool parse_word(char *to, size_t size, const char **p, const char *end,
                       char stop)
{
    const char *at = memchr(*p, stop, end - *p);
    size_t len = at ? (size_t)(at - *p) : 0;

    if (!at || !len || len >= size)
        return false;
    memcpy(to, *p, len);
    to[len] = '\0';
    *p = at + 1;
    return true;
}

static bool parse(struct fault *f, const char *p, const char *end)
{
    char nth[16], *stop;

    if (!parse_word(f->kind, sizeof(f->kind), &p, end, ':') ||
        !parse_word(f->sub, sizeof(f->sub), &p, end, ':') ||
        !parse_word(nth, sizeof(nth), &p, end, '='))
        return false;
    if (strcmp(nth, "*")) {
        f->nth = strtoul(nth, &stop, 10);
        if (*stop || !f->nth)
            return false;
    }
    if (end - p == 3 && !strncmp(p, "die", 3))
        f->action = DIE;
    else if (end - p == 5 && !strncmp(p, "crash", 5))
        f->action = CRASH;
    else
        f->error = errno_value(p, end - p);
    return f->action != FAIL || f->error;
}

/* End the program: a test must not pass because its fault was misspelt. */
static void bad(const char *p, size_t len)
{
    fprintf(stderr,
            "xenhost: XENHOST_FAULT: %.*s: not KIND:SUB:N=ERRNO, =die or "
            "=crash\n",
            (int)len, p);
    exit(2);
}

static void set_faults(const char *p)
{
    size_t len;

    nr_faults = 0;
    memset(faults, 0, sizeof(faults));
    for (; p && *(p += strspn(p, " ,\n\t")); p += len) {
        len = strcspn(p, " ,\n\t");
        if (nr_faults == MAX_FAULTS || !parse(&faults[nr_faults], p, p + len))
            bad(p, len);
        nr_faults++;
    }
    if (!nr_faults)
        return;
    if (seen) {
        memset(seen, 0, MAX_FAULTS * sizeof(*seen));
        return;
    }
    seen = mmap(NULL, MAX_FAULTS * sizeof(*seen), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (seen == MAP_FAILED) {
        perror("xenhost: cannot allocate memory for counting faults");
        exit(2);
    }
}

static void read_faults(void)
{
    set_faults(getenv("XENHOST_FAULT"));
}

EXPORTED void host_faults(const char *text)
{
    pthread_once(&once, read_faults);
    set_faults(text);
}

/* Counting has to begin before the first fork. */
__attribute__((constructor)) static void begin(void)
{
    if (host_active())
        pthread_once(&once, read_faults);
}

static bool matches(const struct fault *f, const struct call *c)
{
    return !strcmp(f->kind, c->kind) &&
           (!strcmp(f->sub, "*") || !strcmp(f->sub, c->sub ? c->sub : "-"));
}

static void harm_domain(const struct call *c, enum action action)
{
    struct host_state *h = host_lock();
    struct host_domain *d;

    if (!h)
        return;
    d = c->domid > 0 ? domain_find(h, c->domid) : NULL;
    if (d && action == DIE)
        domain_destroy(h, d);
    else if (d)
        domain_shutdown(h, d, SHUTDOWN_crash);
    host_unlock(h);
}

bool call_fault(struct call *c)
{
    bool fail = false;

    pthread_once(&once, read_faults);
    for (unsigned int i = 0; i < nr_faults; i++) {
        struct fault *f = &faults[i];

        if (!matches(f, c))
            continue;
        unsigned long n = __atomic_add_fetch(&seen[i], 1, __ATOMIC_RELAXED);

        if (f->nth && f->nth != n)
            continue;
        c->injected = true;
        if (f->action == FAIL) {
            c->result = -f->error;
            fail = true;
        } else {
            harm_domain(c, f->action);
        }
    }
    return fail;
}

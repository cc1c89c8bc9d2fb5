/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * faults: make each hypercall in the creation of a guest fail, one at a time,
 * all in one process.
 *
 *     faults sites JSON          prints the sites of a creation's hypercalls,
 *                                one a line: KIND:SUB:N HOW SITE.  The N-th
 *                                call of its kind is the first from this site.
 *                                HOW is "again", or "once" if only the first
 *                                creation of a process visits the site.
 *     faults visit WHAT JSON     for each such line on standard input, creates
 *                                the guest while this call does WHAT (see
 *                                host.h)
 *     faults first WHAT JSON     the same for lines with "once"
 *
 * For each visit a line KIND:SUB:N=WHAT RESULT GUEST SITE is printed.  RESULT
 * is libxl's, GUEST "there" or "gone".  Below it the faults are listed, each
 * with two blanks in front: what is left or lost and, in valgrind, what leaked.
 * A guest that exists is destroyed first.  XENHOST_SITES has to be set.
 */
#define _GNU_SOURCE
#include <execinfo.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxl.h>
#include <xentoollog.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_DO_ADDED_LEAK_CHECK
#define VALGRIND_COUNT_LEAKS(a, b, c, d)
#define VALGRIND_PRINTF(...)
#endif

#include "rests.h"
#include "../fault.h"

extern __typeof__(host_faults) host_faults __attribute__((weak));

/* About how long xenstored and drivers may take to notice a destroyed guest. */
#define PATIENCE_US 1000000

static xentoollog_logger *logger;
static const char *host;
static int log_fd;

/* Open descriptors after a creation without faults, before the context is
 * freed; 0: not counted yet. */
static unsigned most_open;

static void die(const char *what)
{
    fprintf(stderr, "faults: %s\n", what);
    exit(2);
}

static void *checked(void *p)
{
    if (!p)
        die("out of memory");
    return p;
}

/* The log between two offsets, with a NUL added. */
static char *log_between(off_t from, off_t to)
{
    size_t size = (size_t)(to - from);
    char *text = checked(malloc(size + 1));

    if (pread(log_fd, text, size, from) != (ssize_t)size)
        die("cannot read the log");
    text[size] = '\0';
    return text;
}

static off_t log_end(void)
{
    return lseek(log_fd, 0, SEEK_END);
}

/*
 * A line PROGRAM:PID KIND SUB DOMAIN = RESULT [NOTE] @SITE of this program or
 * of its children.  The chain is cut off where it reaches this program.
 */
struct line {
    char kind[32], sub[48];
    const char *chain;
    bool injected;
};

#define OURS "faults"

static bool parse(char *text, struct line *l)
{
    char *at = strstr(text, " @"), *end;

    if (strncmp(text, OURS ":", strlen(OURS ":")) || !at ||
        sscanf(text, "%*s %31s %47s", l->kind, l->sub) != 2)
        return false;
    *at = '\0';
    l->chain = at + 2;
    if ((end = strstr(l->chain, "," OURS "+")))
        *end = '\0';
    l->injected = strstr(text, " injected") != NULL;
    return true;
}

static unsigned open_descriptors(void)
{
    unsigned n = 0;

    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

struct outcome {
    int rc;         /* of the creation */
    bool there;     /* does the guest exist after it? */
    int destroyed;  /* the result of destroying it */
    unsigned open;  /* descriptors, before the context was freed */
    off_t from, to; /* what the creation wrote into the log */
};

/* Each guest has a name of its own, so that remains of one do not disturb the
 * next. */
static void configure(libxl_ctx *ctx, libxl_domain_config *c, const char *json)
{
    static unsigned n;
    char name[16];

    libxl_domain_config_init(c);
    if (libxl_domain_config_from_json(ctx, c, json))
        die("JSON is not a guest's configuration");
    snprintf(name, sizeof(name), "guest%u", ++n);
    free(c->c_info.name);
    c->c_info.name = checked(strdup(name));
    c->c_info.uuid.uuid[14] = (uint8_t)(n >> 8);
    c->c_info.uuid.uuid[15] = (uint8_t)n;
}

/* Create and start a guest with these faults, then destroy it without them. */
static void create(struct outcome *o, const char *json, const char *faults)
{
    libxl_ctx *ctx = NULL;
    libxl_domain_config c;
    uint32_t domid = 0;

    *o = (struct outcome){.from = log_end()};
    host_faults(faults);
    o->rc = libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, logger);
    if (!o->rc) {
        configure(ctx, &c, json);
        o->rc = libxl_domain_create_new(ctx, &c, &domid, NULL, NULL);
        if (!o->rc)
            o->rc = libxl_domain_unpause(ctx, domid);
        libxl_domain_config_dispose(&c);
    }
    host_faults("");
    o->to = log_end();
    o->there = ctx && domid && domid != (uint32_t)-1 &&
               !libxl_domain_info(ctx, NULL, domid);
    if (o->there)
        o->destroyed = libxl_domain_destroy(ctx, domid, NULL);
    o->open = open_descriptors();
    libxl_ctx_free(ctx);
}

static void settle(struct rests *now, const struct rests *before)
{
    rests_take(now, host);
    for (useconds_t us = 1000; us < PATIENCE_US && !rests_same(before, now);
         us *= 2) {
        usleep(us);
        rests_free(now);
        rests_take(now, host);
    }
}

/* The lines of the log's text about calls of this program, in order. */
static struct line *lines_of(char *text, size_t *n)
{
    struct line *lines = NULL;

    *n = 0;
    for (char *end; (end = strchr(text, '\n')); text = end + 1) {
        *end = '\0';
        if (*n % 64 == 0)
            lines = checked(realloc(lines, (*n + 64) * sizeof(*lines)));
        *n += parse(text, &lines[*n]);
    }
    return lines;
}

static bool same_kind(const struct line *a, const struct line *b)
{
    return !strcmp(a->kind, b->kind) && !strcmp(a->sub, b->sub);
}

/* The calls that one creation made. */
struct calls {
    char *text;
    struct line *at;
    size_t n;
};

static void calls_read(struct calls *c, const struct outcome *o)
{
    c->text = log_between(o->from, o->to);
    c->at = lines_of(c->text, &c->n);
}

static void calls_free(struct calls *c)
{
    free(c->at);
    free(c->text);
}

static bool same_site(const struct line *a, const struct line *b)
{
    return same_kind(a, b) && !strcmp(a->chain, b->chain);
}

static bool is_before(const struct calls *c, size_t n, const struct line *l)
{
    for (size_t i = 0; i < n; i++)
        if (same_site(&c->at[i], l))
            return true;
    return false;
}

/* Print the sites that are not in EXCEPT. */
static void print_sites(const struct calls *c, const struct calls *except,
                        const char *how)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct line *l = &c->at[i];
        unsigned nth = 1;

        if (is_before(c, i, l) || is_before(except, except->n, l))
            continue;
        for (size_t j = 0; j < i; j++)
            nth += same_kind(l, &c->at[j]);
        printf("%s:%s:%u %s %s\n", l->kind, l->sub, nth, how, l->chain);
    }
}

/* Check that the fault was injected at this site and nowhere else. */
static void check_injected(const struct outcome *o, const char *chain)
{
    size_t injected = 0;
    struct calls c;

    calls_read(&c, o);
    for (size_t i = 0; i < c.n; i++) {
        if (!c.at[i].injected)
            continue;
        injected++;
        if (strcmp(c.at[i].chain, chain))
            printf("  another site: %s\n", c.at[i].chain);
    }
    if (injected != 1)
        printf("  %zu faults\n", injected);
    calls_free(&c);
}

/*
 * In valgrind: memory without any pointer to it, and memory that is kept, which
 * is expected only of a first creation.
 */
static unsigned long lost_memory, kept_memory;

static void check_memory(bool report)
{
    unsigned long lost = 0, doubtful = 0, kept = 0, suppressed = 0;

    if (!RUNNING_ON_VALGRIND)
        return;
    VALGRIND_DO_ADDED_LEAK_CHECK;
    VALGRIND_COUNT_LEAKS(lost, doubtful, kept, suppressed);
    (void)suppressed;
    lost += doubtful;
    if (report && lost > lost_memory)
        printf("  leaked: %lu bytes\n", lost - lost_memory);
    if (report && most_open && kept > kept_memory)
        printf("  kept: %lu bytes\n", kept - kept_memory);
    lost_memory = lost;
    kept_memory = kept;
}

/* BEFORE is updated, so that each change is reported only once. */
static void visit(const char *json, struct rests *before, const char *what,
                  const char *spec, const char *chain)
{
    char fault[160];
    struct outcome o;
    struct rests after;

    snprintf(fault, sizeof(fault), "%s=%s", spec, what);
    VALGRIND_PRINTF("%s %s\n", fault, chain);
    create(&o, json, fault);
    printf("%s %d %s %s\n", fault, o.rc, o.there ? "there" : "gone", chain);
    check_injected(&o, chain);
    if (o.destroyed)
        printf("  not destroyed: %d\n", o.destroyed);
    if (most_open && o.open > most_open)
        printf("  open: %u descriptors more while the context is\n",
               o.open - most_open);
    settle(&after, before);
    rests_print_difference(before, &after);
    rests_free(before);
    *before = after;
    check_memory(true);
    fflush(stdout);
}

/* Read all of it first: a child that exits may move the file's offset. */
static char *standard_input(void)
{
    char *text = NULL;
    size_t size = 0;

    if (getdelim(&text, &size, '\0', stdin) < 0)
        die("no sites on standard input");
    return text;
}

/* For each line KIND:SUB:N HOW SITE of standard input. */
static void visit_all(const char *json, struct rests *before, const char *what)
{
    char *sites = standard_input(), *save;

    check_memory(false);
    VALGRIND_PRINTF("visits from here\n");
    for (char *spec = strtok_r(sites, " \n", &save); spec;
         spec = strtok_r(NULL, " \n", &save)) {
        const char *how = strtok_r(NULL, " \n", &save);
        const char *chain = strtok_r(NULL, " \n", &save);

        if (!how || !chain)
            die("a site is KIND:SUB:N HOW SITE");
        visit(json, before, what, spec, chain);
    }
    free(sites);
}

/* Create and destroy a guest without faults; BEFORE is taken after it. */
static void create_well(struct outcome *o, const char *json,
                        struct rests *before)
{
    struct rests after;

    create(o, json, "");
    if (o->rc || !o->there || o->destroyed)
        die("the guest cannot be created and destroyed");
    most_open = o->open;
    settle(&after, before);
    rests_print_difference(before, &after);
    rests_free(before);
    *before = after;
}

static void find_sites(const char *json, struct rests *before)
{
    struct calls first, then;
    struct outcome o;

    create_well(&o, json, before);
    calls_read(&first, &o);
    create_well(&o, json, before);
    calls_read(&then, &o);
    print_sites(&first, &then, "once");
    print_sites(&then, &(struct calls){0}, "again");
    calls_free(&first);
    calls_free(&then);
}

static int open_log(void)
{
    char path[4096];
    int fd;

    host = getenv("XENHOST_DIR");
    if (!host || !host_faults || !getenv("XENHOST_SITES"))
        die("not in a simulated host, or XENHOST_SITES is not set");
    snprintf(path, sizeof(path), "%s/log", host);
    fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        die("cannot open the host's log");
    return fd;
}

int main(int argc, char **argv)
{
    static char buffer[BUFSIZ]; /* or stdio's would look like a leak */
    const char *mode = argc > 1 ? argv[1] : "", *json = argv[argc - 1];
    struct rests before;
    struct outcome o;

    if (strcmp(mode, "sites") ? argc != 4 : argc != 3)
        die("usage: faults sites JSON | faults visit|first WHAT JSON");
    setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
    log_fd = open_log();
    logger =
        (xentoollog_logger *)xtl_createlogger_stdiostream(stderr, XTL_ERROR, 0);
    /* Load the unwinder, which the log needs for sites, before counting. */
    backtrace(&(void *){NULL}, 1);
    rests_take(&before, host);
    if (!strcmp(mode, "sites")) {
        find_sites(json, &before);
    } else {
        if (!strcmp(mode, "visit"))
            create_well(&o, json, &before);
        visit_all(json, &before, argv[2]);
    }
    rests_free(&before);
    xtl_logger_destroy(logger);
    return 0;
}

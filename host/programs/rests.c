/* SPDX-License-Identifier: LGPL-2.1-only */
/* See rests.h. */
#define _GNU_SOURCE
#include "rests.h"
#include "../host.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenstore.h>

static void die(const char *what)
{
    perror(what);
    exit(2);
}

__attribute__((format(printf, 2, 3))) static void add(struct rests *r,
                                                      const char *format, ...)
{
    va_list ap;

    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : 256;
        r->at = realloc(r->at, r->room * sizeof(*r->at));
        if (!r->at)
            die("rests");
    }
    va_start(ap, format);
    if (vasprintf(&r->at[r->n++], format, ap) < 0)
        die("rests");
    va_end(ap);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* FOLDER/NAME, or die. */
static void path_in(char path[static 4096], const char *folder,
                    const char *name)
{
    if (snprintf(path, 4096, "%s/%s", folder, name) >= 4096)
        die(folder);
}

static bool is_used(const struct host_port *p)
{
    return p->state || p->pending;
}

static void take_handles(struct rests *r, const char *name,
                         const struct host_handle *handles)
{
    for (unsigned i = 0; i < HOST_HANDLES; i++)
        if (handles[i].used)
            add(r, "device %s %u", name, i + 1);
}

/* The hypervisor's state; no other program runs, so no lock is taken. */
static void take_state(struct rests *r, const char *host)
{
    char path[4096];
    const struct host_state *h;
    int fd;

    path_in(path, host, "state");
    fd = open(path, O_RDONLY | O_CLOEXEC);
    h = fd < 0 ? MAP_FAILED
               : mmap(NULL, sizeof(*h), PROT_READ, MAP_SHARED, fd, 0);
    if (h == MAP_FAILED || h->magic != HOST_MAGIC || h->size != sizeof(*h))
        die(path);
    for (unsigned i = 0; i < HOST_DOMAINS; i++)
        if (h->domain[i].used)
            add(r, "domain %u", h->domain[i].domid);
    for (unsigned i = 0; i < HOST_PORTS; i++) {
        const struct host_port *p = &h->domain[0].port[i];

        if (is_used(p))
            add(r, "event channel %u: state %u, domain %u", i, p->state,
                p->remote_dom);
    }
    for (unsigned i = 0; i < HOST_GRANT_MAPS; i++)
        if (h->grant_map[i].used)
            add(r, "grant %u of domain %u", h->grant_map[i].ref,
                h->grant_map[i].domid);
    take_handles(r, "evtchn", h->evtchn);
    take_handles(r, "gntdev", h->gntdev);
    munmap((void *)(uintptr_t)h, sizeof(*h));
    close(fd);
}

static bool is_record(const char *name)
{
    static const char *const records[] = {"log", "xenstore.trace", "hotplug",
                                          "xenstored.err", "drivers.err"};

    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
        if (!strcmp(name, records[i]))
            return true;
    return false;
}

/* xenstored's database and the host's state change all the time. */
static bool is_database(const char *name)
{
    return !strcmp(name, "tdb") || !strcmp(name, "state");
}

static void take_files(struct rests *r, const char *folder, bool top)
{
    DIR *d = opendir(folder);
    char path[4096];
    struct dirent *e;
    struct stat st;

    if (!d)
        die(folder);
    while ((e = readdir(d))) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") ||
            (top && is_record(e->d_name)))
            continue;
        path_in(path, folder, e->d_name);
        if (lstat(path, &st))
            continue;
        if (S_ISREG(st.st_mode) && !is_database(e->d_name))
            add(r, "file %s: %lld bytes", path, (long long)st.st_size);
        else
            add(r, "file %s", path);
        if (S_ISDIR(st.st_mode))
            take_files(r, path, false);
    }
    closedir(d);
}

static void take_permissions(char *to, size_t size, struct xs_handle *xs,
                             const char *path)
{
    unsigned n = 0;
    struct xs_permissions *p = xs_get_permissions(xs, XBT_NULL, path, &n);
    size_t len = 0;

    to[0] = '\0';
    for (unsigned i = 0; p && i < n && len < size; i++)
        len += (size_t)snprintf(to + len, size - len, " %u:%d", p[i].id,
                                (int)p[i].perms);
    free(p);
}

static void take_nodes(struct rests *r, struct xs_handle *xs, const char *path)
{
    char below[XENSTORE_ABS_PATH_MAX], permissions[256];
    unsigned n = 0, len = 0;
    char **names = xs_directory(xs, XBT_NULL, path, &n);
    char *value = xs_read(xs, XBT_NULL, path, &len);

    take_permissions(permissions, sizeof(permissions), xs, path);
    add(r, "node %s = %.*s (%s )", path, (int)len, value ? value : "",
        permissions);
    for (unsigned i = 0; names && i < n; i++) {
        snprintf(below, sizeof(below), "%s/%s", path[1] ? path : "", names[i]);
        take_nodes(r, xs, below);
    }
    free(names);
    free(value);
}

static void take_store(struct rests *r)
{
    struct xs_handle *xs = xs_open(0);

    if (!xs)
        die("xenstore");
    take_nodes(r, xs, "/");
    xs_close(xs);
}

static void take_descriptors(struct rests *r)
{
    DIR *d = opendir("/proc/self/fd");
    char to[4096];
    struct dirent *e;

    if (!d)
        die("/proc/self/fd");
    while ((e = readdir(d))) {
        ssize_t n = readlinkat(dirfd(d), e->d_name, to, sizeof(to) - 1);
        int fd = atoi(e->d_name);

        if (n >= 0 && fd != dirfd(d))
            add(r, "descriptor %d: %.*s", fd, (int)n, to);
    }
    closedir(d);
}

static void take_mappings(struct rests *r, const char *host)
{
    FILE *f = fopen("/proc/self/maps", "re");
    char line[4096 + 128];
    size_t len = strlen(host);

    if (!f)
        die("/proc/self/maps");
    while (fgets(line, sizeof(line), f)) {
        char *file = strchr(line, '/');

        line[strcspn(line, "\n")] = '\0';
        if (file && !strncmp(file, host, len) &&
            (!strncmp(file + len, "/dom", 4) ||
             !strncmp(file + len, "/dev/", 5)))
            add(r, "mapping of %s", file);
    }
    fclose(f);
}

static void take_threads_and_children(struct rests *r)
{
    DIR *d = opendir("/proc/self/task");
    struct dirent *e;
    siginfo_t info = {0};

    if (!d)
        die("/proc/self/task");
    while ((e = readdir(d)))
        if (e->d_name[0] != '.')
            add(r, "thread");
    closedir(d);
    if (!waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT))
        add(r, "a child of this process");
}

void rests_take(struct rests *r, const char *host)
{
    *r = (struct rests){0};
    take_descriptors(r);
    take_mappings(r, host);
    take_threads_and_children(r);
    take_state(r, host);
    take_files(r, host, true);
    take_store(r);
    qsort(r->at, r->n, sizeof(*r->at), by_text);
}

bool rests_same(const struct rests *a, const struct rests *b)
{
    size_t i = 0;

    while (i < a->n && i < b->n && !strcmp(a->at[i], b->at[i]))
        i++;
    return i == a->n && i == b->n;
}

void rests_print_difference(const struct rests *before,
                            const struct rests *after)
{
    size_t b = 0, a = 0;

    while (b < before->n || a < after->n) {
        int c = b == before->n  ? 1
                : a == after->n ? -1
                                : strcmp(before->at[b], after->at[a]);

        if (c < 0)
            printf("  lost: %s\n", before->at[b]);
        else if (c > 0)
            printf("  left: %s\n", after->at[a]);
        b += c <= 0;
        a += c >= 0;
    }
}

void rests_free(struct rests *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->at[i]);
    free(r->at);
    *r = (struct rests){0};
}

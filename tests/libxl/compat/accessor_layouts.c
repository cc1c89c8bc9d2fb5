/* SPDX-License-Identifier: LGPL-2.1-only */
#include "accessor_layouts.h"

#include <stdio.h>
#include <stdlib.h>

#include "shell.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* Flags that tell accessor_caller.c the layout. */
#define OLD "-DWANT_OLD"
#define COPIES "-DWANT_COPIES"
#define TOP "-DWANT_TOP"
#define SHIM " -DWANT_SHIM"

const struct toy toys[] = {
    {"4.9", "", OLD},
    {"4.9 with PVH, without pvshim", "-DTOY_COPIES", COPIES},
    {"4.9 with pvshim, no guard", "-DTOY_COPIES -DTOY_SHIM", COPIES SHIM},
    {"4.9 patched",
     "-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM "
     "-DTOY_INSTALLED",
     COPIES SHIM},
    {"4.8 as published", "-DTOY_PUBLISHED -DTOY_SHIM", COPIES SHIM},
    {"4.10.0", "-DTOY_TOP", TOP},
    {"4.10.1 and later", "-DTOY_TOP -DTOY_SHIM", TOP SHIM},
    {"4.10 patched", "-DTOY_TOP -DTOY_SHIM -DTOY_GUARD_PVSHIM -DTOY_INSTALLED",
     TOP SHIM},
};

const int nr_toys = COUNT(toys);

/* Releases by their tags; 4.8 also in the set that upstream published. */
static const struct {
    const char *ref, *want;
} releases[] = {
    {"RELEASE-4.8.0", OLD},
    {"RELEASE-4.8.5", OLD},
    {"RELEASE-4.9.0", OLD},
    {"RELEASE-4.9.4", OLD},
    {"4.8.3pre-shim-comet-2", COPIES SHIM},
    {"RELEASE-4.10.0", TOP},
    {"4.10.0-shim-comet-3", TOP SHIM},
    {"RELEASE-4.10.1", TOP SHIM},
    {"RELEASE-4.10.4", TOP SHIM},
    {"RELEASE-4.11.0", TOP SHIM},
    {"RELEASE-4.11.4", TOP SHIM},
    {"RELEASE-4.12.4", TOP SHIM},
    {"RELEASE-4.13.5", TOP SHIM},
    {"RELEASE-4.14.6", TOP SHIM},
    {"RELEASE-4.15.5", TOP SHIM},
    {"RELEASE-4.16.6", TOP SHIM},
    {"RELEASE-4.17.0", TOP SHIM},
};

struct layout layouts[COUNT(toys) + COUNT(releases) + 4];
int nr_layouts;

static struct layout *add_layout(const char *name, const char *want)
{
    struct layout *l = &layouts[nr_layouts++];

    snprintf(l->name, sizeof(l->name), "%s", name);
    snprintf(l->want, sizeof(l->want), "%s", want);
    return l;
}

void add_toys(void)
{
    for (int i = 0; i < COUNT(toys); i++) {
        struct layout *l = add_layout(toys[i].name, toys[i].want);

        snprintf(l->flags, sizeof(l->flags), "-I%s/tests/libxl/compat/toy %s",
                 top(), toys[i].flags);
        snprintf(l->link, sizeof(l->link),
                 "-x c %s/tests/libxl/compat/toy/libxl.c", top());
    }
}

void add_debian(void)
{
    struct layout *l = add_layout("Debian's", TOP SHIM);

    l->inlines = true;
    snprintf(l->link, sizeof(l->link), "-lxenlight");
}

/* The library's name and types tell which layout a release has. */
void add_prefix(const char *prefix, bool patched)
{
    char want[64];
    struct layout *l;
    struct sh s;

    sh(&s, "grep -q pvshim %s/include/_libxl_types.h", prefix);
    snprintf(want, sizeof(want), "%s%s",
             is_4_10(prefix) ? TOP
             : patched       ? COPIES
                             : OLD,
             s.status && !patched ? "" : SHIM);
    l = add_layout(prefix, want);
    snprintf(l->headers, sizeof(l->headers), "%s/include", prefix);
    snprintf(l->content, sizeof(l->content),
             "(cd %s/include && find . -type f | sort | xargs sha256sum)",
             prefix);
    snprintf(l->flags, sizeof(l->flags), "-isystem %s/include", prefix);
    snprintf(l->link, sizeof(l->link),
             "-L%s/lib -Wl,-rpath-link,%s/lib -lxenlight", prefix, prefix);
    snprintf(l->env, sizeof(l->env), "%s=%s/lib", library_path(), prefix);
}

/* A line in the file that CALLERS_NOT_RUN names, else on standard output. */
static void not_run(const char *ref)
{
    const char *path = getenv("CALLERS_NOT_RUN");
    FILE *f = path ? fopen(path, "ae") : stdout;

    if (!f) {
        perror(path);
        exit(2);
    }
    fprintf(f, "not run: headers of %s, which this clone lacks\n", ref);
    if (f != stdout)
        fclose(f);
}

/* A release's headers follow from its tree, and two that the old library has.
 */
static void describe_release(struct layout *l, const char *ref)
{
    const char *old = getenv("CALLERS_OLD");

    l->sample = true;
    snprintf(l->headers, sizeof(l->headers), "%s", work);
    snprintf(l->flags, sizeof(l->flags), "-isystem %s/%s", work, ref);
    snprintf(l->content, sizeof(l->content),
             "git -C \"$CALLERS_XEN\" rev-parse --verify '%s^{tree}' && "
             "sha256sum <%s/include/xentoollog.h && "
             "sha256sum <%s/include/_libxl_list.h",
             ref, old, old);
    snprintf(l->make, sizeof(l->make),
             "to=%s/%s; test -e $to/whole || { sh "
             "%s/tests/libxl/compat/release-headers \"$CALLERS_XEN\" %s "
             "%s/include $to && : >$to/whole; }",
             work, ref, top(), ref, old);
}

void add_releases(void)
{
    for (int i = 0; i < COUNT(releases); i++) {
        struct sh s;

        sh(&s, "git -C \"$CALLERS_XEN\" cat-file -e %s", releases[i].ref);
        if (s.status)
            not_run(releases[i].ref);
        else
            describe_release(add_layout(releases[i].ref, releases[i].want),
                             releases[i].ref);
    }
}

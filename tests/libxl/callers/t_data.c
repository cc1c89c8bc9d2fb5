/* SPDX-License-Identifier: LGPL-2.1-only */
/* Names and values that headers and libraries publish stay. */
#include "t_data.h"
#include "child.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct enumerator {
    char name[96];
    long value;
};

struct enumerators {
    struct enumerator *e;
    size_t n;
};

/* A line of the generated header, as in "    LIBXL_NAME = 3,". */
static bool parse_enumerator(const char *line, struct enumerator *e)
{
    return sscanf(line, " %95[A-Z0-9_] = %ld", e->name, &e->value) == 2 &&
           !strncmp(e->name, "LIBXL_", 6);
}

static void read_enumerators(enum side side, struct enumerators *all)
{
    char *text = read_file(prefix_path(side, "include/_libxl_types.h"), NULL);
    char *save = NULL;

    all->e = calloc(2000, sizeof(*all->e));
    all->n = 0;
    for (char *line = strtok_r(text, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save)) {
        ck_assert_uint_lt(all->n, 2000);
        all->n += parse_enumerator(line, &all->e[all->n]);
    }
    free(text);
}

static const struct enumerator *find(const struct enumerators *all,
                                     const char *name)
{
    for (size_t i = 0; i < all->n; i++)
        if (!strcmp(all->e[i].name, name))
            return &all->e[i];
    return NULL;
}

START_TEST(a4_enumerators_keep_name_and_value)
{
    struct enumerators old, new;

    read_enumerators(OLD, &old);
    read_enumerators(NEW, &new);
    ck_assert_uint_gt(old.n, 100);
    for (size_t i = 0; i < old.n; i++) {
        const struct enumerator *e = find(&new, old.e[i].name);

        ck_assert_msg(e != NULL, "%s is gone", old.e[i].name);
        ck_assert_msg(e->value == old.e[i].value, "%s was %ld, is %ld", e->name,
                      old.e[i].value, e->value);
    }
    free(old.e);
    free(new.e);
}
END_TEST

/* ---- the OCaml binding: see ocaml-types ---- */

static char *ocaml_types(enum side side)
{
    char path[64];

    snprintf(path, sizeof(path), "bin/ocaml/%s/types", side_name[side]);
    return read_file(scratch_path(path), NULL);
}

static bool has_line(const char *text, const char *line)
{
    size_t len = strlen(line);

    for (const char *p = text; (p = strstr(p, line)); p += len)
        if ((p == text || p[-1] == '\n') && p[len] == '\n')
            return true;
    return false;
}

/* Does the text have a line "TYPE KIND NUMBER NAME..." of line's type? */
static bool has_type(const char *text, const char *line)
{
    char start[128];
    int len = (int)strcspn(line, " ") + 1;

    snprintf(start, sizeof(start), "\n%.*s", len, line);
    return strstr(text, start) || !strncmp(text, line, (size_t)len);
}

#define UNION "Domain_build_info.type__union"

/*
 * 4.10.0's constructor Pvh has no contents, with pvshim it has.  OCaml numbers
 * the two sorts of constructors separately.  4.10.1 has the same difference.
 */
static bool gets_contents(const char *old, const char *line)
{
    return has_line(old, UNION " constant 0 Pvh") &&
           !strncmp(line, UNION " constant ", sizeof(UNION " constant ") - 1);
}

START_TEST(a4_ocaml_constructors_and_fields_keep_name_and_place)
{
    char *old = ocaml_types(OLD), *new = ocaml_types(NEW);
    char *lines = strdup(old), *save = NULL;
    int n = 0;

    for (char *line = strtok_r(lines, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save), n++)
        if (!gets_contents(old, line))
            ck_assert_msg(has_line(new, line), "gone or moved: %s", line);
    ck_assert_int_gt(n, 500);
    free(lines);
    free(old);
    free(new);
}
END_TEST

/* A new field would change the size of existing records. */
START_TEST(a4_ocaml_no_record_grows)
{
    char *old = ocaml_types(OLD), *new = ocaml_types(NEW);
    char *lines = strdup(new), *save = NULL;

    for (char *line = strtok_r(lines, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save))
        if (strstr(line, " field ") && !has_line(old, line))
            ck_assert_msg(!has_type(old, line), "a new field: %s", line);
    ck_assert(has_line(new, "domain_type constant 3 DOMAIN_TYPE_PVH"));
    ck_assert(has_line(new, UNION " block 2 Pvh of type_pvh"));
    free(lines);
    free(old);
    free(new);
}
END_TEST

/* ---- switches ---- */

static void compile_switch(struct child *c, enum side side, const char *more)
{
    char command[4000];
    const char *argv[] = {"sh", "-c", command, NULL};

    snprintf(command, sizeof(command),
             "%s -std=gnu11 -Wall -Wextra -Werror=switch -fsyntax-only %s "
             "-isystem %s %s/programs/switch.c",
             getenv("CALLERS_CC"), more, prefix_path(side, "include"),
             getenv("CALLERS_SRC"));
    child_run(c, side, 0, argv);
}

/*
 * A caller that has an arm for each guest type, compiled so that a missing arm
 * is an error: the new enumerator must be the only error.
 */
START_TEST(a4_switches_meet_one_enumerator_more)
{
    struct child c;

    compile_switch(&c, OLD, has_native_pvh() ? "-DARM_PVH" : "");
    child_expect(&c, 0);
    child_free(&c);
    compile_switch(&c, NEW, "");
    ck_assert_int_ne(c.status, 0);
    ck_assert_msg(strstr(c.err, "LIBXL_DOMAIN_TYPE_PVH") != NULL, "%s", c.err);
    ck_assert_ptr_null(strstr(strstr(c.err, "error:") + 1, "error:"));
    child_free(&c);
    compile_switch(&c, NEW, "-DARM_PVH");
    child_expect(&c, 0);
    child_free(&c);
    compile_switch(&c, NEW, "-DARM_DEFAULT");
    child_expect(&c, 0);
    child_free(&c);
}
END_TEST

START_TEST(a4_pvh_and_none)
{
    struct enumerators new;
    const struct enumerator *e;

    read_enumerators(NEW, &new);
    e = find(&new, "LIBXL_DOMAIN_TYPE_PVH");
    ck_assert_ptr_nonnull(e);
    ck_assert_int_eq(e->value, 3);
    e = find(&new, "LIBXL_DEVICE_MODEL_VERSION_NONE");
    if (!has_native_pvh()) {
        ck_assert_ptr_nonnull(e);
        ck_assert_int_eq(e->value, 3);
    }
    free(new.e);
}
END_TEST

static void announced(const char *const *macros, size_t n, bool wanted)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(announces(NEW, macros[i]) == wanted, "%s %s", macros[i],
                      wanted ? "missing" : "defined");
}

/* Feature macros have the names that upstream or this backport documents. */
START_TEST(a6_macros)
{
    static const char *const both[] = {"LIBXL_HAVE_PV_SHIM",
                                       "LIBXL_HAVE_GUARD_PVSHIM"};
    /* Only this backport has these; every 4.10 has PVH, so it has no guard. */
    static const char *const ours[] = {"LIBXL_HAVE_BUILDINFO_PVH_FIELDS",
                                       "LIBXL_HAVE_GUARD_PVH"};
    /* These announce fields at the top of b_info. */
    static const char *const top[] = {"LIBXL_HAVE_BUILDINFO_BOOTLOADER",
                                      "LIBXL_HAVE_BUILDINFO_BOOTLOADER_ARGS",
                                      "LIBXL_HAVE_BUILDINFO_TIMER_MODE",
                                      "LIBXL_HAVE_BUILDINFO_NESTED_HVM",
                                      "LIBXL_HAVE_BUILDINFO_APIC"};
    bool native = has_native_pvh();

    announced(both, sizeof(both) / sizeof(both[0]), true);
    announced(ours, sizeof(ours) / sizeof(ours[0]), !native);
    announced(top, sizeof(top) / sizeof(top[0]), native);
}
END_TEST

TCase *tcase_data(void)
{
    TCase *t = tcase_create("declared data");

    tcase_add_test(t, a4_enumerators_keep_name_and_value);
    tcase_add_test(t, a4_ocaml_constructors_and_fields_keep_name_and_place);
    tcase_add_test(t, a4_ocaml_no_record_grows);
    tcase_add_test(t, a4_switches_meet_one_enumerator_more);
    tcase_add_test(t, a4_pvh_and_none);
    tcase_add_test(t, a6_macros);
    return t;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/* What headers and libraries declare to everyone keeps name and value. */
#include "callers.h"
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

/* "    LIBXL_NAME = 3," as the generated header has them. */
static bool parse_enumerator(const char *line, struct enumerator *e)
{
    return sscanf(line, " %95[A-Z0-9_] = %ld", e->name, &e->value) == 2 &&
           !strncmp(e->name, "LIBXL_", 6);
}

static void read_enumerators(enum side side, struct enumerators *all)
{
    char *text = read_file(prefix_path(side, "include/_libxl_types.h"), NULL);
    char *line, *save = NULL;

    all->e = calloc(2000, sizeof(*all->e));
    all->n = 0;
    for (line = strtok_r(text, "\n", &save); line;
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
    const struct enumerator *e;

    read_enumerators(OLD, &old);
    read_enumerators(NEW, &new);
    ck_assert_uint_gt(old.n, 100);
    for (size_t i = 0; i < old.n; i++) {
        e = find(&new, old.e[i].name);
        ck_assert_msg(e != NULL, "%s is gone", old.e[i].name);
        ck_assert_msg(e->value == old.e[i].value, "%s was %ld, is %ld", e->name,
                      old.e[i].value, e->value);
    }
    free(old.e);
    free(new.e);
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

START_TEST(a5_string_tables)
{
    struct child a, b;

    run_caller(&a, OLD, "tables", OLD, 0);
    run_caller(&b, NEW, "tables", NEW, 0);
    child_expect(&a, 0);
    child_expect(&b, 0);
    ck_assert_ptr_nonnull(strstr(a.out, "end -1"));
    ck_assert_ptr_null(strstr(a.out, "no end"));
    child_same_output(&a, &b);
    child_free(&a);
    child_free(&b);
}
END_TEST

static void announced(const char *const *macros, size_t n, bool wanted)
{
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(announces(NEW, macros[i]) == wanted, "%s %s", macros[i],
                      wanted ? "missing" : "defined");
}

/* Feature macros, under the names that upstream or this backport documents. */
START_TEST(a6_macros)
{
    static const char *const both[] = {"LIBXL_HAVE_PV_SHIM",
                                       "LIBXL_HAVE_GUARD_PVSHIM"};
    /* The backport: nobody is kept from a 4.10 for PVH alone. */
    static const char *const ours[] = {"LIBXL_HAVE_BUILDINFO_PVH_FIELDS",
                                       "LIBXL_HAVE_GUARD_PVH"};
    /* These promise the fields at the top of b_info. */
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
    tcase_add_test(t, a4_pvh_and_none);
    tcase_add_test(t, a5_string_tables);
    tcase_add_test(t, a6_macros);
    return t;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reading damaged or hostile JSON: the texts in samples/json, and others that
 * the program texts makes from them.  CALLERS_SEED=1000 CALLERS_TEXTS=300000 in
 * the environment tries more.
 */
#include "t_json.h"
#include "child.h"
#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *setting(const char *name, const char *otherwise)
{
    const char *v = getenv(name);

    return v && *v ? v : otherwise;
}

/* Write the samples and this number of other texts to a file; its path. */
static const char *make_texts(const char *name, const char *number)
{
    const char *path = scratch_path(name);
    char command[4096];
    const char *argv[] = {"sh", "-c", command, NULL};
    struct child c;

    snprintf(command, sizeof(command),
             "'%s' '%s' '%s' '%s'/samples/json/*/*.json >'%s'",
             caller_path(OLD, "../texts"), setting("CALLERS_SEED", "1"), number,
             getenv("CALLERS_SRC"), path);
    child_run(&c, OLD, 0, argv);
    child_expect(&c, 0);
    child_free(&c);
    return path;
}

static void answer(struct child *c, enum side lib, unsigned flags,
                   const char *texts)
{
    const char *argv[] = {caller_path(OLD, "answers"), texts, NULL};

    child_run(c, lib, CHILD_NOHOST | flags, argv);
    child_expect(c, 0);
}

/* A line "NUMBER NAME ANSWER" of each output. */
struct pair {
    const char *old, *new;
    char *old_rest, *new_rest;
};

static bool next_pair(struct pair *p)
{
    p->old = strtok_r(NULL, "\n", &p->old_rest);
    p->new = strtok_r(NULL, "\n", &p->new_rest);
    ck_assert_msg(!p->old == !p->new, "one library has more answers");
    return p->old != NULL;
}

static bool is(const char *line, const char *what)
{
    return strstr(line, what) != NULL;
}

static bool is_none_of(const char *line, const char *a, const char *b,
                       const char *c)
{
    return !is(line, a) && !is(line, b) && !is(line, c);
}

/*
 * Answers may differ for a text at which the old library ends its caller, for a
 * PVH guest, which it knows less or not at all, and for one that it accepts
 * without a type.
 */
static bool may_differ(const struct pair *p)
{
    if (is(p->old, " ended "))
        return true;
    if (is_none_of(p->old, " read pv ", " read hvm ", " read other ") &&
        is(p->new, " read pvh "))
        return true;
    return (is(p->old, " read none ") || is(p->old, " read pvh ")) &&
           is(p->new, " refused");
}

static int count(const char *s, const char *what)
{
    int n = 0;

    for (; (s = strstr(s, what)); s += strlen(what))
        n++;
    return n;
}

/* Every sort of answer must occur, or the comparison shows nothing. */
static void expect_some_of_each(const struct child *old,
                                const struct child *new)
{
    ck_assert_int_gt(count(old->out, " ended by signal 6"), 0);
    ck_assert_int_gt(count(old->out, " ended with status 255"), 0);
    ck_assert_int_gt(count(old->out, " read pv "), 100);
    ck_assert_int_gt(count(old->out, " read hvm "), 100);
    ck_assert_int_gt(count(old->out, " read other "), 100);
    ck_assert_int_gt(count(new->out, " read pvh "), 100);
    ck_assert_int_gt(count(new->out, " refused"), 100);
}

START_TEST(a8_texts_are_read_as_before_and_end_nobody)
{
    const char *texts =
        make_texts("texts.many", setting("CALLERS_TEXTS", "20000"));
    struct child old, new;
    struct pair p;

    answer(&old, OLD, 0, texts);
    answer(&new, NEW, 0, texts);
    expect_some_of_each(&old, &new);
    p = (struct pair){.old_rest = old.out, .new_rest = new.out};
    while (next_pair(&p)) {
        ck_assert_msg(!is(p.new, " ended "),
                      "%s\nto show it: %s, with the number added", p.new,
                      new.cmd);
        ck_assert_msg(!strcmp(p.old, p.new) || may_differ(&p),
                      "%s on the old library, on the new one\n%s\n"
                      "to show them: %s, with the number added",
                      p.old, p.new, new.cmd);
    }
    child_free(&old);
    child_free(&new);
}
END_TEST

START_TEST(a8_texts_are_read_within_bounds)
{
    struct child c;

    answer(&c, NEW, CHILD_VALGRIND, make_texts("texts.few", "2000"));
    ck_assert_int_eq(count(c.out, " ended "), 0);
    child_free(&c);
}
END_TEST

/* The samples at which the unpatched libraries end their caller. */
static const struct {
    const char *name;
    bool native; /* only if it knows PVH */
} ends_old[] = {
    {"channelinfo/pty-and-socket", false},
    {"device_channel/pty-and-socket", false},
    {"domain_build_info/hvm-and-pv", false},
    {"domain_build_info/pv-and-pvh", true},
    {"domain_config/all-types", false},
    {"domain_config/bitmap-beyond-int", false},
    {"domain_config/bitmap-negative", false},
    {"domain_config/bitmap-rounded-up", false},
    {"domain_config/hvm-and-pv", false},
    {"domain_config/hvm-and-pvh", true},
    {"domain_config/pv-and-invalid", false},
    {"domain_config/pv-and-pvh", true},
    {"domain_config/pvh-and-invalid", true},
    {"domain_config/unions-in-lists", false},
    {"event/two", false},
};

START_TEST(a8_texts_that_end_the_old_library)
{
    struct child c;
    char line[96];
    int n = 0;

    answer(&c, OLD, 0, make_texts("texts.kept", "0"));
    for (size_t i = 0; i < sizeof(ends_old) / sizeof(ends_old[0]); i++) {
        bool ends = has_native_pvh() || !ends_old[i].native;

        snprintf(line, sizeof(line), " %s ended ", ends_old[i].name);
        ck_assert_msg(is(c.out, line) == ends, "%s ends the old library: %s",
                      ends_old[i].name, ends ? "no longer" : "it does");
        n += ends;
    }
    ck_assert_msg(count(c.out, " ended ") == n, "other texts do, too:\n%s",
                  c.out);
    child_free(&c);
}
END_TEST

static void expect_answer(const struct child *c, const char *answer)
{
    ck_assert_msg(is(c->out, answer), "no \"%s\" on the new library", answer);
}

/* 4.8 and 4.9 ignore the other type.  Unpatched 4.10 ends its caller, so there
 * is no answer to keep. */
START_TEST(a8_another_type_beside_pvh)
{
    const char *beside = has_native_pvh() ? "refused" : "read ";
    static const char *const names[] = {"domain_config/pv-and-pvh",
                                        "domain_config/hvm-and-pvh",
                                        "domain_build_info/pv-and-pvh"};
    struct child c;
    char line[96];

    answer(&c, NEW, 0, make_texts("texts.kept", "0"));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(line, sizeof(line), " %s %s", names[i], beside);
        expect_answer(&c, line);
    }
    expect_answer(&c, " domain_config/hvm-and-pv refused\n");
    expect_answer(&c, " domain_config/pvh-and-invalid refused\n");
    expect_answer(&c, " domain_config/pvh read pvh ");
    expect_answer(&c, " event/two refused\n");
    child_free(&c);
}
END_TEST

TCase *tcase_json(void)
{
    TCase *t = tcase_create("json");

    tcase_add_test(t, a8_texts_are_read_as_before_and_end_nobody);
    tcase_add_test(t, a8_texts_are_read_within_bounds);
    tcase_add_test(t, a8_texts_that_end_the_old_library);
    tcase_add_test(t, a8_another_type_beside_pvh);
    return t;
}

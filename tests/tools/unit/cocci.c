/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/file.h"
#include "plan/cocci.h"
#include "tmp.h"
#include "suite.h"

#define CASES "tests/tools/cases/cocci"

/*
 * Everything temporary goes to tmp_dir/t, so that a test can see that nothing
 * was left there.
 */
static void setup(void)
{
    static char *outside; /* of the first setup, if tests do not fork */
    char *t;

    if (!outside)
        outside = bpq_strdup(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    setenv("TMPDIR", outside, 1);
    tmp_make();
    t = bpq_fmt("%s/t", tmp_dir);
    ck_assert_int_eq(mkdir(t, 0700), 0);
    setenv("TMPDIR", t, 1);
    free(t);
}

static void assert_clean(void)
{
    char *t = bpq_fmt("%s/t", tmp_dir);

    ck_assert_msg(!rmdir(t), "something was left in %s", t);
    ck_assert_int_eq(mkdir(t, 0700), 0);
    free(t);
}

static int run(struct bpq_cocci *c, const char *rule, const char *name,
               const char *text, struct bpq_buf *out, struct bpq_err *e)
{
    char *path = bpq_fmt("%s/%s", tmp_dir, rule);
    int rc;

    c->root = tmp_dir;
    rc = bpq_cocci_run(c, path, name, bpq_str(text), out, e);
    free(path);
    assert_clean();
    return rc;
}

/* A program in the place of spatch, as a shell script. */
static char *fake(const char *script)
{
    char *path = bpq_fmt("%s/fake-spatch", tmp_dir);
    char *text = bpq_fmt("#!/bin/sh\n[ \"$1\" != --version ] || "
                         "exec echo 'spatch version fake'\n%s\n",
                         script);

    tmp_put("fake-spatch", text);
    ck_assert_int_eq(chmod(path, 0755), 0);
    free(text);
    return path;
}

#define RULE "@@\nexpression E;\n@@\n- E->x\n+ X(E)\n"
#define TEXT "int f(struct s *p)\n{\n    return p->x;\n}\n"
#define DONE "int f(struct s *p)\n{\n    return X(p);\n}\n"

/* ---- cases: input, rule and expected output ---- */

static struct dirent **cases;
static int n_cases;

static int is_case(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static bool slurp(const char *dir, const char *leaf, struct bpq_buf *b)
{
    char *path = bpq_fmt(CASES "/%s/%s", dir, leaf);
    struct bpq_err e = {0};
    bool have = !access(path, F_OK);

    if (have)
        ck_assert_int_eq(bpq_file_read(path, b, &e), 0);
    free(path);
    return have;
}

START_TEST(triplet)
{
    const char *name = cases[_i]->d_name;
    struct bpq_buf rule = BPQ_BUF_INIT, in = BPQ_BUF_INIT, want = BPQ_BUF_INIT;
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_cocci c = {.spatch = "spatch"};
    struct bpq_err e = {0};
    bool header, wrong;
    char *path;
    int rc;

    if (slurp(name, "rule", &rule))
        path = bpq_strndup(rule.p, strcspn(rule.p, "\n"));
    else
        path = bpq_fmt(CASES "/%s/rule.cocci", name);
    header = slurp(name, "input.h", &in);
    ck_assert(header || slurp(name, "input.c", &in));
    wrong = slurp(name, "error", &want);
    ck_assert(wrong ||
              slurp(name, header ? "expected.h" : "expected.c", &want));

    rc = bpq_cocci_run(&c, path, header ? "input.h" : "input.c",
                       bpq_buf_str(&in), &out, &e);
    if (wrong) {
        want.p[strcspn(want.p, "\n")] = '\0';
        tmp_wrong(rc, &e, BPQ_FAIL, want.p, path);
    } else {
        ck_assert_msg(!rc, "%s: %s", name, e.line ? e.line : "");
        ck_assert_str_eq(out.p, want.p);
    }
    assert_clean();
    bpq_buf_free(&rule);
    bpq_buf_free(&in);
    bpq_buf_free(&want);
    bpq_buf_free(&out);
    free(path);
}
END_TEST

/* ---- what may go wrong ---- */

START_TEST(left_alone)
{
    struct bpq_cocci c = {.spatch = "/nowhere/spatch"};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    tmp_put("r.cocci", RULE);
    ck_assert_int_eq(run(&c, "r.cocci", "Makefile", "p->x\n", &out, &e), 0);
    ck_assert_str_eq(out.p, "p->x\n");
    ck_assert_int_eq(run(&c, "r.cocci", "a.py", "p->x\n", &out, &e), 0);
    ck_assert_str_eq(out.p, "p->x\n");
    ck_assert_int_eq(run(&c, "r.cocci", "new.c", "", &out, &e), 0);
    ck_assert_uint_eq(out.len, 0);
    ck_assert_uint_eq(c.runs, 0);
    c.spatch = "spatch";
    ck_assert_int_eq(run(&c, "r.cocci", "a.c", "int a;\n", &out, &e), 0);
    ck_assert_str_eq(out.p, "int a;\n");
    bpq_buf_free(&out);
}
END_TEST

START_TEST(bad_rule)
{
    static const char *const rules[] = {"@@ x", "@@\nexpression E;\n@@\n- E(\n",
                                        "- a\n", "@@\n@@\n- f(...\n+ g\n"};
    struct bpq_cocci c = {.spatch = "spatch"};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        tmp_put("r.cocci", rules[i]);
        tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
                  "r.cocci", "spatch");
        ck_assert_uint_eq(out.len, 0);
    }
    tmp_put("r.cocci", rules[0]);
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "r.cocci:1: spatch cannot read it", "@@ x");
    tmp_wrong(run(&c, "none.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "none.cocci", "cannot be opened");
    bpq_buf_free(&out);
}
END_TEST

/*
 * A rule that runs a program or reads another file is refused before spatch
 * runs; the program in place of spatch would leave a file.
 */
static const struct {
    const char *rule;
    unsigned line;
    const char *says;
} foreign[] = {
    {RULE "@script:python@\n@@\nprint(1)\n", 6, "\"script:\" runs a program"},
    {"@ script : ocaml @\n@@\n", 1, "\"script:\""},
    {"@r@\n@@\n- a\n\n@script:python depends on r@\n@@\n", 5, "script"},
    {"@\nscript\n:\npython\n@\n@@\n", 2, "script"},
    {"@ script /* x */ // y\n /**/ : python@\n@@\n", 1, "script"},
    {"@\n-script\n-:python@\n@@\n", 2, "script"},
    {"@ script #! x\n:python@\n@@\n", 1, "script"},
    {"#! /*\n@script:python@\n@@\n", 2, "script"},
    {"@@\nidentifier x =~ \"//\"; position p : script:python() { 1 };\n@@\n"
     "- a@p\n",
     2, "script"},
    {"@@\nfresh identifier x = script:python() { 1 };\n@@\n- a\n", 2, "script"},
    {"@@\nexpression E : script : ocaml (E) { true };\n@@\n- E\n", 2, "script"},
    {"@initialize #spatch\n:python@\n@@\nprint(1)\n", 1, "options of spatch"},
    {"@r using L\"other.iso\"@\n@@\n- a\n", 1, "\"using\""},
    {"@r using u8\"other.iso\"@\n@@\n- a\n", 1, "\"using\""},
    {RULE "@finalize #  spatch x\n:ocaml@\n@@\n", 6, "options of spatch"},
    {"@initialize:python@\n@@\nimport os\n", 1, "\"initialize:\" runs"},
    {RULE "\n@finalize :ocaml@\n@@\nlet x = 1\n", 7, "\"finalize:\" runs"},
    {"#include \"other.cocci\"\n" RULE, 1, "may read another file"},
    {"// x @\n/* @ */ # include <other.cocci>\n" RULE, 2, "another file"},
    {"+#include \"other.cocci\"\n" RULE, 1, "another file"},
    {"using \"other.iso\"\n" RULE, 1, "another file"},
    {"using <other.iso>\n" RULE, 1, "another file"},
    {"@r using \"other.iso\"@\n@@\n- a\n", 1, "\"using\" reads another"},
    {"@r extends s using\n// x\n\"other.iso\" disable all@\n@@\n- a\n", 1,
     "\"using\""},
    {"# spatch --iso-file other.iso\n" RULE, 1, "another file"},
    {RULE "/*\n \t#\t spatch --python x\n*/\n", 7, "options of spatch"},
};

START_TEST(foreign_rules)
{
    char *spatch = fake("touch ran");
    struct bpq_cocci c = {.spatch = spatch};
    char *at = bpq_fmt("r.cocci:%u: ", foreign[_i].line);
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    tmp_put("r.cocci", foreign[_i].rule);
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL, at,
              foreign[_i].says);
    ck_assert_uint_eq(c.runs, 0);
    tmp_wrong(bpq_cocci_check(tmp_dir, "r.cocci", &e), &e, BPQ_FAIL, at,
              foreign[_i].says);
    bpq_buf_free(&out);
    free(at);
    free(spatch);
}
END_TEST

/* Longer words, and lines that add an include, are allowed. */
START_TEST(own_rules)
{
    static const char *const rules[] = {
        "// by scripts, finalizing, user\n\nvirtual a, b\n" RULE,
        "/* initialized, then \"x\" <y> #z @ */\n" RULE,
        "@r disable ptr_to_array depends on !s && !scripts@\n@@\n- a\n+ b\n",
        "@@\n@@\n#include <a.h>\n+#include \"b.h\"\n",
        "@@\nidentifier using_it;\n@@\n- a_script(\"x\")\n+ initialize_x()\n",
        RULE "// spatch\n",
    };
    struct bpq_err e = {0};

    tmp_put("r.cocci", rules[_i]);
    ck_assert_msg(!bpq_cocci_check(tmp_dir, "r.cocci", &e), "%s", e.line);
}
END_TEST

START_TEST(bad_spatch)
{
    static const struct {
        const char *script, *says;
    } v[] = {
        {"kill -KILL $$", "killed by signal 9"},
        {"kill -SEGV $$", "killed by signal 11"},
        {"exec sleep 100", "killed, since it took more than 1 seconds"},
        {"exit 3", "spatch failed on a.c: no reason given"},
        {"echo 'Fatal error: odd' >&2; exit 2",
         "spatch failed on a.c: Fatal error: odd"},
        /* spatch reports some of its errors with status 0. */
        {"echo 'EXN:Failure(\"x\")' >&2", "spatch failed on a.c: EXN:Failure"},
        {"rm text.c", "text.c: cannot be opened"},
        {"head -c 20000000 /dev/zero; exec sleep 100",
         "took more than 1 seconds"},
    };
    struct bpq_buf out = BPQ_BUF_INIT;

    tmp_put("r.cocci", RULE);
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        char *spatch = fake(v[i].script);
        struct bpq_cocci c = {.spatch = spatch, .timeout = 1};
        struct bpq_err e = {0};

        tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
                  v[i].says, "");
        free(spatch);
    }
    bpq_buf_free(&out);
}
END_TEST

START_TEST(no_spatch)
{
    struct bpq_cocci c = {.spatch = "spatch"};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *path = bpq_strdup(getenv("PATH"));

    tmp_put("r.cocci", RULE);
    setenv("PATH", tmp_dir, 1);
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "spatch: not found; it is in package coccinelle", "make deps");
    setenv("PATH", path, 1);
    c.spatch = "true";
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "true: does not answer --version", "make deps");
    c.spatch = tmp_dir;
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "cannot be started", "Permission denied");
    setenv("TMPDIR", "/nowhere", 1);
    c.spatch = "spatch";
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "/nowhere/bpq-", "set TMPDIR");
    free(path);
    bpq_buf_free(&out);
}
END_TEST

/* spatch sees nothing of the user's environment. */
START_TEST(clean_surroundings)
{
    char *spatch = fake("exec >text.c; env | sort | sed 's|=/.*|=PATH|'; cat; "
                        "ls; echo $#");
    struct bpq_cocci c = {.spatch = spatch};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("COCCINELLE_HOME", "/x", 1);
    setenv("PATH", "/usr/bin:/bin", 1);
    tmp_put("r.cocci", RULE);
    ck_assert_int_eq(run(&c, "r.cocci", "d/a.c", TEXT, &out, &e), 0);
    ck_assert_ptr_nonnull(strstr(out.p, "LC_ALL=C\n"));
    ck_assert_ptr_nonnull(strstr(out.p, "HOME=PATH\n"));
    ck_assert_ptr_nonnull(strstr(out.p, "\nrule.cocci\ntext.c\n"));
    ck_assert_ptr_null(strstr(out.p, "COCCINELLE_HOME"));
    ck_assert_ptr_null(strstr(out.p, "CK_"));
    bpq_buf_free(&out);
    free(spatch);
}
END_TEST

/* ---- results by content ---- */

/* Run the command for each entry of the cache; return how many there are. */
static int each_entry(const char *command)
{
    char *all = bpq_fmt("find '%s/cache' -type f | while read -r f; do %s; "
                        "echo; done | wc -l",
                        tmp_dir, command);
    FILE *p = popen(all, "r");
    int n = -1;

    ck_assert_ptr_nonnull(p);
    ck_assert_int_eq(fscanf(p, "%d", &n), 1);
    pclose(p);
    free(all);
    return n;
}

static void expect(struct bpq_cocci *c, const char *rule, const char *name,
                   const char *text, const char *want, unsigned long runs,
                   unsigned long hits)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    int rc = run(c, rule, name, text, &out, &e);

    ck_assert_msg(!rc, "%s", e.line ? e.line : "");
    ck_assert_str_eq(out.p, want);
    ck_assert_uint_eq(c->runs, runs);
    ck_assert_uint_eq(c->hits, hits);
    bpq_buf_free(&out);
}

START_TEST(cache)
{
    char *folder = bpq_fmt("%s/cache/of/results", tmp_dir);
    struct bpq_cocci c = {.spatch = "spatch", .cache = folder};

    tmp_put("r.cocci", RULE);
    tmp_put("same.cocci", RULE);
    tmp_put("other.cocci", RULE "\n// other\n");
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 1, 0);
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 1, 1);
    /* Only content counts, not the name of the rule or of the file. */
    expect(&c, "same.cocci", "d/b.c", TEXT, DONE, 1, 2);
    expect(&c, "other.cocci", "a.c", TEXT, DONE, 2, 2);
    expect(&c, "r.cocci", "a.h", TEXT, DONE, 3, 2);
    expect(&c, "r.cocci", "a.c", TEXT "\n", DONE "\n", 4, 2);
    tmp_put("r.cocci.h", "#define M\n");
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 5, 2);
    tmp_put("r.cocci.h", "");
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 6, 2);
    expect(&c, "same.cocci", "a.c", TEXT, DONE, 6, 3);
    /* Another release of spatch may give another result. */
    strcpy(c.version, "spatch version 0");
    expect(&c, "same.cocci", "a.c", TEXT, DONE, 7, 3);
    ck_assert_int_eq(each_entry("true"), 7);
    free(folder);
}
END_TEST

START_TEST(broken_cache)
{
    static const char *const damage[] = {
        "printf x >>\"$f\"",     ": >\"$f\"",
        "truncate -s -1 \"$f\"", "truncate -s 64 \"$f\"",
        "sed -i s/X/Y/ \"$f\"",  "rm \"$f\"; mkdir \"$f\"",
    };
    char *folder = bpq_fmt("%s/cache", tmp_dir);
    unsigned long n = sizeof(damage) / sizeof(damage[0]);

    tmp_put("r.cocci", RULE);
    for (unsigned long i = 0; i < n; i++) {
        struct bpq_cocci c = {.spatch = "spatch", .cache = folder};

        expect(&c, "r.cocci", "a.c", TEXT, DONE, i == 0, i != 0);
        ck_assert_int_eq(each_entry(damage[i]), 1);
        expect(&c, "r.cocci", "a.c", TEXT, DONE, 1 + (i == 0), i != 0);
        if (i < n - 1)
            expect(&c, "r.cocci", "a.c", TEXT, DONE, 1 + (i == 0),
                   1 + (i != 0));
    }
    free(folder);
}
END_TEST

/* Two intact entries that were swapped would give wrong results. */
START_TEST(swapped_cache)
{
    char *folder = bpq_fmt("%s/cache", tmp_dir);
    struct bpq_cocci c = {.spatch = "spatch", .cache = folder};
    char *swap;

    tmp_put("r.cocci", RULE);
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 1, 0);
    expect(&c, "r.cocci", "a.c", "/**/\n" TEXT, "/**/\n" DONE, 2, 0);
    swap = bpq_fmt("set -- $(find '%s' -type f) && [ $# = 2 ] && mv $1 $1.x && "
                   "mv $2 $1 && mv $1.x $2",
                   folder);
    ck_assert_int_eq(system(swap), 0);
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 3, 0);
    expect(&c, "r.cocci", "a.c", "/**/\n" TEXT, "/**/\n" DONE, 4, 0);
    /* made anew */
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 4, 1);
    free(swap);
    free(folder);
}
END_TEST

START_TEST(cache_cannot_be_written)
{
    char *file = bpq_fmt("%s/file/cache", tmp_dir);
    struct bpq_cocci c = {.spatch = "spatch", .cache = file};
    struct bpq_cocci full = {.spatch = "spatch", .cache = "/dev/full/x"};

    tmp_put("file", "in the way");
    tmp_put("r.cocci", RULE);
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 1, 0);
    expect(&c, "r.cocci", "a.c", TEXT, DONE, 2, 0);
    expect(&full, "r.cocci", "a.c", TEXT, DONE, 1, 0);
    free(file);
}
END_TEST

/* Errors are not cached. */
START_TEST(errors_are_not_cached)
{
    char *folder = bpq_fmt("%s/cache", tmp_dir);
    char *spatch = fake("exit 1");
    struct bpq_cocci c = {.spatch = spatch, .cache = folder};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    tmp_put("r.cocci", RULE);
    tmp_wrong(run(&c, "r.cocci", "a.c", TEXT, &out, &e), &e, BPQ_FAIL,
              "failed on a.c", "");
    free(fake("echo done >text.c"));
    expect(&c, "r.cocci", "a.c", TEXT, "done\n", 2, 0);
    bpq_buf_free(&out);
    free(spatch);
    free(folder);
}
END_TEST

/* ---- several texts at once ---- */

#define MANY 3

/* Run the rule over texts; what becomes of them, in one string. */
static int run_many(struct bpq_cocci *c, const char *const *texts,
                    struct bpq_buf *all, struct bpq_err *e)
{
    static const char *const names[MANY] = {"a.c", "d/b.h", "a.c"};
    struct bpq_cocci_text v[MANY] = {{0}};
    char *path = bpq_fmt("%s/r.cocci", tmp_dir);
    int rc;

    c->root = tmp_dir;
    for (size_t i = 0; i < MANY; i++) {
        v[i].name = names[i];
        v[i].text = bpq_str(texts[i]);
    }
    rc = bpq_cocci_run_all(c, path, v, MANY, e);
    bpq_buf_reset(all);
    for (size_t i = 0; i < MANY; i++) {
        ck_assert(!rc || !v[i].out.len);
        if (v[i].out.len)
            bpq_buf_add(all, v[i].out.p, v[i].out.len);
        bpq_buf_adds(all, "--\n");
        bpq_buf_free(&v[i].out);
    }
    free(path);
    assert_clean();
    return rc;
}

START_TEST(one_run)
{
    static const char *const texts[] = {TEXT, "/* h */\n" TEXT,
                                        TEXT "int x;\n"};
    static const char *const mixed[] = {TEXT, "int none;\n", TEXT "int y;\n"};
    static const char *const want =
        DONE "--\n/* h */\n" DONE "--\n" DONE "int x;\n--\n";
    char *folder = bpq_fmt("%s/cache", tmp_dir);
    struct bpq_cocci c = {.spatch = "spatch", .cache = folder};
    struct bpq_buf all = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    tmp_put("r.cocci", RULE);
    ck_assert_int_eq(run_many(&c, texts, &all, &e), 0);
    ck_assert_str_eq(all.p, want);
    ck_assert_uint_eq(c.runs, 1);
    ck_assert_int_eq(run_many(&c, texts, &all, &e), 0);
    ck_assert_str_eq(all.p, want);
    ck_assert_uint_eq(c.runs, 1);
    ck_assert_uint_eq(c.hits, 3);
    /* each is in the cache for itself */
    expect(&c, "r.cocci", "e.c", TEXT, DONE, 1, 4);
    /* one is known, one has not the rule's names, one is new */
    ck_assert_int_eq(run_many(&c, mixed, &all, &e), 0);
    ck_assert_str_eq(all.p, DONE "--\nint none;\n--\n" DONE "int y;\n--\n");
    ck_assert_uint_eq(c.runs, 2);
    ck_assert_uint_eq(c.hits, 5);
    ck_assert_uint_eq(c.used, 10);
    bpq_buf_free(&all);
    free(folder);
}
END_TEST

/* What one text has is not known when the next is read. */
START_TEST(apart)
{
    static const char *const texts[] = {
        "#define LOOP(i) for (i = 0; i < 3; i++)\ntypedef int number;\n"
        "int f(struct s *p) { number * q; LOOP(a) g(p->x); return 0; }\n",
        "#define GET(p) p->x\n#define X(E) E\nint f(struct s *p);\n",
        "int f(struct s *p, int number, int q)\n{\n    int i;\n\n"
        "    g(number * q);\n    LOOP(i)\n        g(p->x);\n"
        "    return X(p->x) + GET(p);\n}\nLOOP(p->x)\n"};
    struct bpq_cocci together = {.spatch = "spatch"}, alone = together;
    struct bpq_buf all = BPQ_BUF_INIT, each = BPQ_BUF_INIT, out = BPQ_BUF_INIT;
    static const char *const names[] = {"a.c", "b.h", "a.c"};
    struct bpq_err e = {0};

    tmp_put("r.cocci", RULE);
    ck_assert_msg(!run_many(&together, texts, &all, &e), "%s", e.line);
    for (size_t i = 0; i < MANY; i++) {
        ck_assert_int_eq(run(&alone, "r.cocci", names[i], texts[i], &out, &e),
                         0);
        bpq_buf_add(&each, out.p, out.len);
        bpq_buf_adds(&each, "--\n");
    }
    ck_assert_str_eq(all.p, each.p);
    ck_assert_uint_eq(together.runs, 1);
    ck_assert_uint_eq(alone.runs, MANY);
    bpq_buf_free(&out);
    bpq_buf_free(&each);
    bpq_buf_free(&all);
}
END_TEST

/* An error names the text that it is about. */
START_TEST(error_among_many)
{
    static const char *const texts[] = {TEXT, "/* h */\n" TEXT,
                                        "int odd(struct s *p) { p->x; ]]\n"};
    struct bpq_cocci c = {.spatch = "spatch"};
    struct bpq_buf all = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *spatch;

    tmp_put("r.cocci", RULE);
    tmp_wrong(run_many(&c, texts, &all, &e), &e, BPQ_FAIL,
              "a.c:1: spatch cannot", "r.cocci.h");
    ck_assert_uint_eq(c.runs, 1);
    /* it does not say on what it fails */
    spatch = fake("for a; do :; done; grep -q h $a && exit 3; echo ok >$a");
    c = (struct bpq_cocci){.spatch = spatch};
    tmp_wrong(run_many(&c, texts, &all, &e), &e, BPQ_FAIL,
              "spatch failed on d/b.h", "");
    ck_assert_uint_eq(c.runs, 3);
    free(spatch);
    bpq_buf_free(&all);
}
END_TEST

/* What fails is run once, if spatch says on what it failed. */
START_TEST(fails_once)
{
    static const char *const texts[] = {TEXT, "/* h */\n" TEXT,
                                        TEXT "int x;\n"};
    char *spatch = fake("for i in 0/text.c 1/text.h; do echo HANDLING: $i >&2; "
                        "done; echo EXN: bad >&2; echo HANDLING: 2/text.c >&2");
    struct bpq_cocci c = {.spatch = spatch};
    struct bpq_buf all = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    tmp_put("r.cocci", RULE);
    tmp_wrong(run_many(&c, texts, &all, &e), &e, BPQ_FAIL,
              "spatch failed on d/b.h", "EXN: bad");
    ck_assert_uint_eq(c.runs, 1);
    free(spatch);
    /* what is wrong with the rule is so for all texts */
    c = (struct bpq_cocci){.spatch = "spatch"};
    tmp_put("r.cocci", RULE "(\n");
    tmp_wrong(run_many(&c, texts, &all, &e), &e, BPQ_FAIL,
              "r.cocci:", "spatch cannot read it");
    ck_assert_uint_eq(c.runs, 1);
    /* it answers only for texts alone: that is no error */
    spatch = fake("case $* in *groups*) exit 3 ;; esac");
    c = (struct bpq_cocci){.spatch = spatch};
    ck_assert_int_eq(run_many(&c, texts, &all, &e), 0);
    ck_assert_ptr_null(e.line);
    ck_assert_uint_eq(c.runs, 4);
    bpq_buf_free(&all);
    free(spatch);
}
END_TEST

/* Ctrl-C while spatch runs: both end, and no folder is left. */
START_TEST(interrupted)
{
    char *spatch = fake("touch ../../running; exec sleep 100");
    char *running = bpq_fmt("%s/running", tmp_dir);
    char *path = bpq_fmt("%s/r.cocci", tmp_dir);
    struct bpq_cocci c = {.spatch = spatch};
    struct timespec nap = {0, 10000000};
    int status;
    pid_t pid;

    tmp_put("r.cocci", RULE);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (!pid) {
        struct bpq_buf out = BPQ_BUF_INIT;
        struct bpq_err e = {0};

        setpgid(0, 0);
        signal(SIGINT, SIG_DFL);
        bpq_cocci_run(&c, path, "a.c", bpq_str(TEXT), &out, &e);
        _exit(0); /* not reached: the signal waits only for the clean-up */
    }
    for (int i = 0; access(running, F_OK) && i < 1000; i++)
        nanosleep(&nap, NULL);
    ck_assert_int_eq(kill(-pid, SIGINT), 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_clean();
    free(spatch);
    free(running);
    free(path);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("cocci");
    TCase *tc = tcase_create("cocci");
    int failed;

    n_cases = scandir(CASES, &cases, is_case, alphasort);
    if (n_cases < 1) {
        fprintf(stderr, "no " CASES " here: run it from the repository\n");
        return 2;
    }
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, tmp_remove);
    tcase_add_loop_test(tc, triplet, 0, n_cases);
    tcase_add_test(tc, left_alone);
    tcase_add_test(tc, bad_rule);
    tcase_add_loop_test(tc, foreign_rules, 0,
                        sizeof(foreign) / sizeof(foreign[0]));
    tcase_add_loop_test(tc, own_rules, 0, 6);
    tcase_add_test(tc, bad_spatch);
    tcase_add_test(tc, no_spatch);
    tcase_add_test(tc, clean_surroundings);
    tcase_add_test(tc, cache);
    tcase_add_test(tc, broken_cache);
    tcase_add_test(tc, swapped_cache);
    tcase_add_test(tc, cache_cannot_be_written);
    tcase_add_test(tc, errors_are_not_cached);
    tcase_add_test(tc, one_run);
    tcase_add_test(tc, apart);
    tcase_add_test(tc, error_among_many);
    tcase_add_test(tc, fails_once);
    tcase_add_test(tc, interrupted);
    suite_add_tcase(s, tc);
    failed = run_suite(s);
    for (int i = 0; i < n_cases; i++)
        free(cases[i]);
    free(cases);
    return failed;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/* Patches from outside: what is taken is what git apply takes; what is not says
 * why. */
#include "git/apply.h"
#include "tmptree.h"
#include "suite.h"

#define GIT "diff --git a/f b/f\n--- a/f\n+++ b/f\n"
#define HUNK "@@ -4,3 +4,3 @@\n line 4\n-line 5\n+line five\n line 6\n"
#define NONL "\\ No newline at end of file\n"

static struct bpq_udiff d;
static struct bpq_err why;
static git_oid base;

static void put(const char *path, const char *text, unsigned mode)
{
    ck_assert_int_eq(bpq_tree_put(&tree, path, bpq_str(text), mode, &why), 0);
}

static void setup(void)
{
    struct bpq_buf text = BPQ_BUF_INIT;

    tree_make();
    memset(&d, 0, sizeof(d));
    memset(&why, 0, sizeof(why));
    for (int i = 1; i <= 20; i++)
        bpq_buf_addf(&text, "line %d\n", i);
    put("f", text.p, GIT_FILEMODE_BLOB);
    bpq_buf_free(&text);
    put("twice", "1\na\nb\nc\n2\na\nb\nc\n3\n", GIT_FILEMODE_BLOB);
    put("short", "one\ntwo", GIT_FILEMODE_BLOB);
    put("run.sh", "#!/bin/sh\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    put("a b/\303\244", "x\n", GIT_FILEMODE_BLOB);
    put("blank", "a\n\nb\n", GIT_FILEMODE_BLOB);
    put("link", "run.sh", GIT_FILEMODE_LINK);
    put("in", "a b", GIT_FILEMODE_LINK);
    ck_assert_int_eq(bpq_tree_write(&tree, &why), 0);
    base = tree.oid;
}

static void teardown(void)
{
    bpq_udiff_free(&d);
    bpq_err_clear(&why);
    tree_remove();
}

static int apply(const char *patch)
{
    uint64_t work = BPQ_WORK;
    int rc = bpq_udiff_read(&d, bpq_str(patch), 1, &why);

    if (!rc)
        rc = bpq_apply(&tree, &d, &work, &why);
    return rc ? rc : bpq_tree_write(&tree, &why);
}

/* The tree that git apply makes, or nothing if it takes the patch not. */
static void apply_git(const char *patch, char out[64])
{
    char *script = bpq_fmt(
        "cd '%s' && export GIT_DIR=. GIT_INDEX_FILE=i GIT_CONFIG_GLOBAL="
        "/dev/null GIT_CONFIG_NOSYSTEM=1 && git read-tree %s && git apply "
        "--cached --whitespace=nowarn p 2>/dev/null && git write-tree",
        tmp_dir, git_oid_tostr_s(&base));
    FILE *f;

    tmp_put("p", patch);
    f = popen(script, "r");
    ck_assert_ptr_nonnull(f);
    if (!fgets(out, 64, f))
        *out = 0;
    out[strcspn(out, "\n")] = 0;
    pclose(f);
    free(script);
}

/* ---- what is taken ---- */

static const char *const good[] = {
    GIT HUNK,
    /* as quilt and diff -u have it */
    "--- a/f\n+++ b/f\n" HUNK,
    "Text\n\nIndex: xen/f\n=====\n--- xen.orig/f\t2020-01-01 00:00:00\n"
    "+++ xen/f\t2020-01-02 00:00:00\n" HUNK "More text\n",
    "--- a/f.orig\n+++ b/f\n" HUNK,
    /* at another place, where the lines stand once */
    GIT "@@ -9,3 +9,3 @@\n line 4\n-line 5\n+line five\n line 6\n",
    GIT
    "@@ -2,3 +2,3 @@\n line 4\n-line 5\n+line five\n line 6\n@@ -12,3 +12,4 "
    "@@ f()\n line 14\n+new\n line 15\n line 16\n",
    /* first and last lines */
    GIT "@@ -1,2 +1,3 @@\n+line 0\n line 1\n line 2\n",
    GIT "@@ -19,2 +19,3 @@\n line 19\n line 20\n+line 21\n",
    GIT "@@ -1 +1,2 @@\n+line 0\n line 1\n@@ -20 +21,2 @@\n line 20\n+x\n",
    /* without a newline */
    "--- a/short\n+++ b/short\n@@ -1,2 +1,2 @@\n one\n-two\n" NONL "+two\n",
    "--- a/short\n+++ b/short\n@@ -1,2 +1,3 @@\n+zero\n one\n two\n" NONL,
    "--- a/short\n+++ b/short\n@@ -1,2 +1,2 @@\n one\n-two\n" NONL "+2\n" NONL,
    /* new, gone, renamed, modes */
    "diff --git a/n/m b/n/m\nnew file mode 100755\nindex 0000000..1234567\n--- "
    "/dev/null\n+++ b/n/m\n@@ -0,0 +1,2 @@\n+a\n+b\n",
    "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+a\n",
    "diff --git a/e b/e\nnew file mode 100644\nindex 0000000..e69de29\n",
    "diff --git a/run.sh b/run.sh\ndeleted file mode 100755\nindex 1a24852..0\n"
    "--- a/run.sh\n+++ /dev/null\n@@ -1 +0,0 @@\n-#!/bin/sh\n",
    "diff --git a/run.sh b/d/run\nsimilarity index 100%\nrename from run.sh\n"
    "rename to d/run\n",
    "diff --git a/f b/g\nsimilarity index 90%\nrename from f\nrename to g\n"
    "index 1234567..89abcde 100644\n--- a/f\n+++ b/g\n" HUNK,
    "diff --git a/f b/f\nold mode 100644\nnew mode 100755\n",
    "diff --git a/f b/f\nold mode 100644\nnew mode 100755\n--- a/f\n"
    "+++ b/f\n" HUNK,
    /* names */
    "diff --git \"a/a b/\\303\\244\" \"b/a b/\\303\\244\"\nindex 587be6b..0 "
    "100644\n--- \"a/a b/\\303\\244\"\n+++ \"b/a b/\\303\\244\"\n@@ -1 +1 "
    "@@\n-x\n+y\n",
    "diff --git a/a b/new b/a b/new\nnew file mode 100644\n--- /dev/null\n+++ "
    "b/a b/new\t\n@@ -0,0 +1 @@\n+y\n",
    "diff --git a/a b/e b/a b/e\nnew file mode 100644\nindex "
    "0000000..e69de29\n",
    /* an editor took the blank of an empty line */
    "--- a/blank\n+++ b/blank\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n",
    /* a file twice */
    GIT HUNK GIT "@@ -4,3 +4,3 @@\n line 4\n-line five\n+V\n line 6\n",
    /* what stands below in a mail */
    GIT HUNK "-- \n2.30.0\n",
};

START_TEST(as_git)
{
    char want[64];
    int rc = apply(good[_i]);

    ck_assert_msg(!rc, "%s\nis refused: %s", good[_i], why.line);
    apply_git(good[_i], want);
    ck_assert_msg(!strcmp(git_oid_tostr_s(&tree.oid), want),
                  "%s\nmakes another tree than git's", good[_i]);
    ck_assert(!git_oid_equal(&tree.oid, &base));
}
END_TEST

/* ---- what is not ---- */

static const struct {
    const char *patch;
    int rc;
    const char *one, *other;
} bad[] = {
    /* it does not apply, or only seems to */
    {GIT "@@ -4,3 +4,3 @@\n line 4\n-line 7\n+x\n line 6\n", BPQ_NO, "line 4",
     "are not there"},
    {GIT "@@ -4,3 +4,3 @@\n line 3\n-line 5\n+x\n line 6\n", BPQ_NO,
     "f: ", "are not there"},
    {"--- a/twice\n+++ b/twice\n@@ -3,3 +3,3 @@\n a\n-b\n+x\n c\n", BPQ_NO,
     "twice: ", "more than once"},
    {GIT "@@ -10,3 +10,3 @@\n line 14\n-line 15\n+x\n line 16\n@@ -12,3 +12,3 "
         "@@\n line 4\n-line 5\n+y\n line 6\n",
     BPQ_NO, "line 9", "another order"},
    {GIT "@@ -4,2 +4,3 @@\n line 4\n line 5\n+x\n", BPQ_NO,
     "f: ", "are not there"}, /* it says that the file ends there */
    {GIT "@@ -5,0 +6 @@\n+x\n", BPQ_NO, "f: ", "are not there"},
    {"--- a/short\n+++ b/short\n@@ -1,2 +1,3 @@\n one\n two\n+three\n", BPQ_NO,
     "short: ", "are not there"},
    {"--- a/short\n+++ b/short\n@@ -1,2 +1,3 @@\n one\n two\n" NONL "+three\n",
     BPQ_NO, "short: ", "without a newline"},
    {"--- a/none\n+++ b/none\n" HUNK, BPQ_NO, "line 1", "no file none"},
    {"--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n", BPQ_NO,
     "f: ", "there already"},
    {"diff --git a/f b/run.sh\nrename from f\nrename to run.sh\n", BPQ_NO,
     "line 1", "there already"},
    {"diff --git a/f b/f\ndeleted file mode 100644\n--- a/f\n+++ /dev/null\n"
     "@@ -1 +0,0 @@\n-line 1\n",
     BPQ_NO, "f: ", "are not there"},
    {"diff --git a/f b/f\ndeleted file mode 100644\n", BPQ_NO,
     "f: ", "not all its lines"},
    /* counts that are not true */
    {GIT "@@ -4,4 +4,4 @@\n line 4\n-line 5\n+x\n line 6\n", BPQ_FAIL, "line 4",
     "fewer lines"},
    {GIT "@@ -4,3 +4,3 @@\n line 4\n-line 5\n+x\n line 6\n+y\n", BPQ_FAIL,
     "line 4", "more lines"},
    {GIT "@@ -4,1 +4,2 @@\n line 4\n+x\n line 5\n", BPQ_FAIL, "line 4",
     "more lines"},
    {GIT "@@ -4,3 +4,3 @@\n line 4\n-line 5\n-line 6\n-line 7\n", BPQ_FAIL,
     "line 4", "other lines"},
    {GIT "@@ -4,9999999999 +4 @@\n line 4\n", BPQ_FAIL, "line 4",
     "cannot be read"},
    {GIT "@@ -4 @@\n line 4\n", BPQ_FAIL, "line 4", "cannot be read"},
    {"@@ -4 +4 @@\n-line 4\n+x\n", BPQ_FAIL, "line 1", "without the name"},
    /* paths */
    {"--- a/../f\n+++ b/../f\n" HUNK, BPQ_FAIL, "../f", "refused"},
    {"--- /etc//f\n+++ //etc/f\n" HUNK, BPQ_FAIL, "line 1", "refused"},
    {"--- a/.git/config\n+++ b/.git/config\n" HUNK, BPQ_FAIL, ".git",
     "refused"},
    {"--- a/x/.GIT/f\n+++ b/x/.GIT/f\n" HUNK, BPQ_FAIL, ".GIT", "refused"},
    {"--- f\n+++ f\n" HUNK, BPQ_FAIL, "line 1", "no folder in front"},
    {"--- \"a/f\n+++ \"b/f\n" HUNK, BPQ_FAIL, "line 1", "not quoted"},
    {"--- \"a/\\000\"\n+++ \"b/\\000\"\n" HUNK, BPQ_FAIL, "line 1",
     "not quoted"},
    {"--- \"a/\\056./f\"\n+++ \"b/\\056./f\"\n" HUNK, BPQ_FAIL, "..",
     "refused"},
    {"diff --git a/f b/f\nrename from f\nrename to ../g\n", BPQ_FAIL, "../g",
     "refused"},
    {"diff --git a/git~1/f b/git~1/f\nnew file mode 100644\n", BPQ_FAIL,
     "git~1", "refused"},
    {"--- a/in/x\n+++ b/in/x\n@@ -1 +1 @@\n-x\n+y\n", BPQ_FAIL, "in/x",
     "symbolic link"},
    {"--- /dev/null\n+++ b/in/new\n@@ -0,0 +1 @@\n+y\n", BPQ_FAIL, "in/new",
     "symbolic link"},
    {"--- a/link\n+++ b/link\n@@ -1 +1 @@\n-run.sh\n" NONL "+x\n", BPQ_NO,
     "link", "not a regular file"},
    /* kinds */
    {"diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ "
     "-0,0 +1 @@\n+/etc/passwd\n" NONL,
     BPQ_FAIL, "line 2", "symbolic link"},
    {"diff --git a/s b/s\nnew file mode 160000\n", BPQ_FAIL, "line 2",
     "submodule"},
    {"diff --git a/f b/f\nold mode 100644\nnew mode 104755\n", BPQ_FAIL,
     "line 3", "mode"},
    {"diff --git a/f b/g\ncopy from f\ncopy to g\n", BPQ_FAIL, "line 2",
     "copies"},
    {"diff --git a/f b/f\nindex 1..2\nGIT binary patch\nliteral 1\n", BPQ_FAIL,
     "line 3", "binary"},
    {"Binary files a/f and b/f differ\n", BPQ_FAIL, "line 1", "binary"},
    {"diff --cc f\nindex 1,2..3\n--- a/f\n+++ b/f\n", BPQ_FAIL, "line 1",
     "merge"},
    {"*** a/f\n--- b/f\n***************\n*** 1 ****\n", BPQ_FAIL, "line 3",
     "context diff"},
    /* what does not agree */
    {"diff --git a/f b/f\n--- a/f\n+++ b/run.sh\n" HUNK, BPQ_FAIL, "line 1",
     "do not agree"},
    {"diff --git a/f b/g\nrename from f\nrename to g\n--- a/f\n+++ b/h\n" HUNK,
     BPQ_FAIL, "line 1", "do not agree"},
    {"diff --git a/f b/f\nnew file mode 100644\n--- a/f\n+++ b/f\n" HUNK,
     BPQ_FAIL, "line 1", "do not agree"},
    {"diff --git a/f b/g\nnew file mode 100644\n", BPQ_FAIL, "line 1",
     "which file"},
    {"diff --git \n", BPQ_FAIL, "line 1", "which file"},
    {"--- /dev/null\n+++ /dev/null\n@@ -0,0 +1 @@\n+x\n", BPQ_FAIL, "line 1",
     "which file"},
};

START_TEST(refused)
{
    tmp_wrong(apply(bad[_i].patch), &why, bad[_i].rc, bad[_i].one,
              bad[_i].other);
}
END_TEST

/* ---- too much ---- */

/* Each would be looked for through the whole file, many times. */
START_TEST(a_hundred_thousand_hunks)
{
    struct bpq_buf text = BPQ_BUF_INIT, patch = BPQ_BUF_INIT;

    for (int i = 0; i < 300000; i++)
        bpq_buf_adds(&text, "a\n");
    put("many", text.p, GIT_FILEMODE_BLOB);
    bpq_buf_adds(&patch, "--- a/many\n+++ b/many\n");
    for (int i = 0; i < 100000; i++)
        bpq_buf_adds(&patch, "@@ -5,3 +5,3 @@\n a\n-b\n+c\n a\n");
    tmp_wrong(apply(patch.p), &why, BPQ_NO, "many", "are not there");
    bpq_buf_reset(&patch);
    bpq_udiff_free(&d);
    bpq_buf_adds(&patch, "--- a/many\n+++ b/many\n");
    for (int i = 0; i < 100000; i++)
        bpq_buf_addf(&patch, "@@ -%d,3 +%d,3 @@\n a\n-a\n+c\n a\n", 3 * i + 1,
                     3 * i + 1);
    ck_assert_int_eq(apply(patch.p), 0);
    bpq_buf_free(&text);
    bpq_buf_free(&patch);
}
END_TEST

START_TEST(work_ends)
{
    struct bpq_buf text = BPQ_BUF_INIT, patch = BPQ_BUF_INIT;
    uint64_t work = 1000000;

    for (int i = 0; i < 3000; i++)
        bpq_buf_adds(&text, "a\n");
    put("many", text.p, GIT_FILEMODE_BLOB);
    bpq_buf_adds(&patch, "--- a/many\n+++ b/many\n@@ -5,1002 +5,1001 @@\n");
    for (int i = 0; i < 1000; i++)
        bpq_buf_adds(&patch, " a\n");
    bpq_buf_adds(&patch, "-b\n a\n");
    ck_assert_int_eq(bpq_udiff_read(&d, bpq_buf_str(&patch), 1, &why), 0);
    tmp_wrong(bpq_apply(&tree, &d, &work, &why), &why, BPQ_NO, "many",
              "takes too long");
    bpq_buf_free(&text);
    bpq_buf_free(&patch);
}
END_TEST

START_TEST(a_megabyte_on_a_line)
{
    struct bpq_buf patch = BPQ_BUF_INIT;
    char *word = bpq_alloc((1 << 20) + 1);

    memset(word, 'x', 1 << 20);
    bpq_buf_addf(&patch, "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+%s\n",
                 word);
    ck_assert_int_eq(apply(patch.p), 0);
    bpq_buf_reset(&patch);
    bpq_udiff_free(&d);
    bpq_buf_addf(&patch, "--- a/%s\n+++ b/%s\n" HUNK, word, word);
    tmp_wrong(apply(patch.p), &why, BPQ_FAIL, "the path \"xxx", "too long");
    bpq_buf_free(&patch);
    free(word);
}
END_TEST

START_TEST(too_many_files)
{
    struct bpq_buf patch = BPQ_BUF_INIT;

    for (int i = 0; i <= BPQ_UDIFF_FILES; i++)
        bpq_buf_addf(&patch, "--- a/f%d\n+++ b/f%d\n" HUNK, i, i);
    tmp_wrong(apply(patch.p), &why, BPQ_FAIL, "line ", "more files");
    bpq_buf_free(&patch);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("apply");
    TCase *tc = tcase_create("apply");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, as_git, 0, sizeof(good) / sizeof(*good));
    tcase_add_loop_test(tc, refused, 0, sizeof(bad) / sizeof(*bad));
    tcase_add_test(tc, a_hundred_thousand_hunks);
    tcase_add_test(tc, work_ends);
    tcase_add_test(tc, a_megabyte_on_a_line);
    tcase_add_test(tc, too_many_files);
    suite_add_tcase(s, tc);
    return run_suite(s);
}

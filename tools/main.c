/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "base/stop.h"
#include "git/clonedir.h"
#include "verbs/job.h"
#include "verbs/progress.h"
#include "verbs/say.h"
#include "version.h"

static const struct verb *const verbs[] = {
    &verb_series,     &verb_check, &verb_plan,  &verb_show,   &verb_explain,
    &verb_follow_ups, &verb_tree,  &verb_clone, &verb_refs,   &verb_bases,
    &verb_locked,     &verb_queue, &verb_port,  &verb_corpus, &verb_advisories,
};

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* The options of all verbs; a verb lists the letters of those that it takes. */
static const struct {
    char letter;
    const char *name, *arg, *does;
} options[] = {
    {'x', "xen", "PATH",
     "the clone of Xen, or none (default: see bpq help clone)"},
    {'b', "base", "REF",
     "one of the plan's bases, or all (default: its newest release)"},
    {'B', "base", "REF",
     "one of the plan's bases (default: its newest release)"},
    {'n', "branch", "BRANCH",
     "the plan's branch; needed if several plans have the patch"},
    {'o', "out", "DIR", "the queue's folder (default: series-BRANCH/BASE)"},
    {'P', "out", "DIR", "write a queue there instead of a mailbox"},
    {'R', "out", "RESULT.tsv", "write what came of each pair to this table"},
    {'D', "onto", "BRANCH|REF",
     "where it goes: BRANCH, BRANCH:BASE, or a commit"},
    {'C', "onto", "REF",
     "where it goes, instead of a base: a commit with patches of yours"},
    {'m', "from", "stable-X",
     "take this branch's backports of the commits, where it has them"},
    {'L', "plan", NULL,
     "write lines of a plan, and patch files only where no line does the same"},
    {'M', "name", "NAME", "begin the name of each patch with this"},
    {'J', "format", "json", "print an object of JSON for each change"},
    {'j', "format", "json", "print an object of JSON for each patch instead"},
    {'c', "accept", "RULE",
     "use this rule, too, or all that guess; may be repeated"},
    {'w', "without", "GROUP", "leave out an optional group; may be repeated"},
    {'t', "until", "REF",
     "look at upstream up to this tag or branch (default: master)"},
    {'s', "since", "DATE",
     "leave out older commits (default: when the branch left mainline)"},
    {'X', "xsa", "NUMBER", "look at this advisory alone: 327 or XSA-327"},
    {'F', "format", "FORMAT", "table, tsv or json (default: table)"},
    {'a', "all", NULL, "also list commits that are explained"},
    {'A', "area", NULL, "also list commits of the plan's area"},
    {'u', "update-lock", NULL, "record the result in series-BRANCH/lock"},
    {'p', "picks-only", NULL, "use only the picks that need no help"},
    {'N', "newest", NULL, "list only the newest release of each branch"},
    {'g', "group", "GROUP", "print the plan's lines of this group"},
    {'I', "commits", NULL, "print the ids of the commits that it picks"},
    {'O', "objects", NULL, "print the folder of its objects instead"},
    {'U', "unfinished", NULL, "only ask whether make xen has yet to finish it"},
    {'l', "like", "REF",
     "the commit of which git archive made the folder, looked up in the clone"},
    {'e', "not", "PATH", "leave out a path of the folder; may be repeated"},
    {'f', "force", NULL,
     "replace the queue even if files were changed by hand"},
    {'r', "root", "DIR", "the folder that holds series-BRANCH"},
    {'h', "help", NULL, "this text"},
};

#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

static bool takes(const struct verb *v, char letter)
{
    return letter == 'r' || letter == 'h' || strchr(v->options, letter);
}

static const char statuses[] =
    "Exit status: 0 done, 1 the answer is no, 2 could not run.\n";

static void print_help(void)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    bpq_buf_adds(&out, "usage: bpq VERB ...\nMake a quilt queue for an old Xen "
                       "branch from its plan, series-BRANCH/series.\n\n");
    for (size_t i = 0; i < N_VERBS; i++)
        bpq_buf_addf(&out, "  %-10s %-13s %s\n", verbs[i]->name, verbs[i]->args,
                     verbs[i]->does);
    bpq_buf_addf(&out, "  %-10s %-13s %s\n", "help", "[VERB]",
                 "list the verbs, or show what one does");
    bpq_buf_adds(&out,
                 "\nSee bpq help VERB, or bpq VERB --help, for more; add "
                 "bpq --version to bug reports.\n"
                 "Each verb has a page, bpq-VERB(1); pvh-backport(7) says "
                 "how plan, queue and lock fit.\n");
    bpq_buf_adds(&out, statuses);
    say_text(bpq_buf_str(&out));
    bpq_buf_free(&out);
}

static void print_verb_help(const struct verb *v)
{
    struct bpq_buf out = BPQ_BUF_INIT;
    char name[40];

    bpq_buf_addf(&out, "usage: bpq %s %s%s[option]...\n%c%s.\n", v->name,
                 v->args, *v->args ? " " : "", v->does[0] - 'a' + 'A',
                 v->does + 1);
    bpq_buf_addf(&out, "%s\n", v->help ? v->help : "");
    for (size_t i = 0; i < N_OPTIONS; i++) {
        if (!takes(v, options[i].letter))
            continue;
        snprintf(name, sizeof(name), "--%s%s%s", options[i].name,
                 options[i].arg ? " " : "",
                 options[i].arg ? options[i].arg : "");
        bpq_buf_addf(&out, "  %-17s  %s\n", name, options[i].does);
    }
    bpq_buf_addf(&out, "\n%s", statuses);
    say_text(bpq_buf_str(&out));
    bpq_buf_free(&out);
}

static void set_option(struct job *job, const char **root, int letter)
{
    switch (letter) {
    case 'x':
        job->xen = optarg;
        break;
    case 'b':
    case 'B':
        job->base_ref = optarg;
        break;
    case 'n':
        job->branch = optarg;
        break;
    case 'o':
    case 'P':
    case 'R':
        job->out = optarg;
        break;
    case 'w':
        bpq_strs_add(&job->without, optarg);
        break;
    case 'D':
        job->onto = optarg;
        break;
    case 'C':
        job->instead = optarg;
        break;
    case 'm':
        job->from = optarg;
        break;
    case 'L':
        job->lines = true;
        break;
    case 'c':
        bpq_strs_add(&job->accept, optarg);
        break;
    case 't':
        job->until = optarg;
        break;
    case 's':
        job->since = optarg;
        break;
    case 'X':
        job->xsa = optarg;
        break;
    case 'M':
        job->name = optarg;
        break;
    case 'F':
    case 'J':
    case 'j':
        job->format = optarg;
        break;
    case 'a':
        job->everything = true;
        break;
    case 'A':
        job->area = true;
        break;
    case 'u':
        job->update_lock = true;
        break;
    case 'p':
        job->picks_only = true;
        break;
    case 'N':
        job->newest = true;
        break;
    case 'I':
        job->commits = true;
        break;
    case 'g':
        job->group = optarg;
        break;
    case 'O':
        job->objects = true;
        break;
    case 'U':
        job->unfinished = true;
        break;
    case 'l':
        job->like = optarg;
        break;
    case 'e':
        bpq_strs_add(&job->leave_out, optarg);
        break;
    case 'f':
        job->force = true;
        break;
    case 'r':
        *root = optarg;
        break;
    }
}

/* Report that ARG is not an option of the verb, or is used wrongly. */
static int bad_option(const struct verb *v, const char *arg, int how,
                      int letter, struct bpq_err *e)
{
    struct bpq_strs known = {NULL, 0};
    char *name = bpq_strndup(arg, strcspn(arg, "=")), *word;
    bool another = false; /* an option of another verb: suggest none */

    for (size_t i = 0; i < N_OPTIONS; i++) {
        word = bpq_fmt("--%s", options[i].name);
        another |= !strcmp(word, name);
        if (takes(v, options[i].letter))
            bpq_strs_add(&known, word);
        free(word);
    }
    word = another ? bpq_strdup("") : bpq_meant(name, &known);
    if (how == ':')
        bpq_error(e, BPQ_FAIL, "%s needs a value: see bpq %s --help", arg,
                  v->name);
    else if (letter)
        bpq_error(e, BPQ_FAIL, "%s takes no value: see bpq %s --help", name,
                  v->name);
    else
        bpq_error(e, BPQ_FAIL,
                  "%s is not an option of this verb%s: see bpq %s --help", arg,
                  word, v->name);
    free(word);
    free(name);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

/* Parse the command line; *help is set if help was asked for. */
static int parse(struct job *job, int argc, char **argv, const char **root,
                 bool *help, struct bpq_err *e)
{
    struct option longs[N_OPTIONS + 1] = {0};
    const struct verb *v = job->verb;
    size_t n = 0;
    int c;

    for (size_t i = 0; i < N_OPTIONS; i++)
        if (takes(v, options[i].letter))
            longs[n++] = (struct option){options[i].name,
                                         options[i].arg ? required_argument
                                                        : no_argument,
                                         NULL, options[i].letter};
    /* allow options after arguments, even if the user has set this variable */
    unsetenv("POSIXLY_CORRECT");
    opterr = 0;
    while ((c = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        if (c == 'h') {
            *help = true;
            return BPQ_OK;
        }
        if (c == '?' && optopt && strncmp(argv[optind - 1], "--", 2))
            return bpq_error(
                e, BPQ_FAIL,
                "-%c is not an option of this verb: see bpq %s --help", optopt,
                v->name);
        if (c == '?' || c == ':')
            return bad_option(v, argv[optind - 1], c, optopt, e);
        set_option(job, root, c);
    }
    job->args = argv + optind;
    job->n_args = argc - optind;
    if (job->n_args < v->min_args || job->n_args > v->max_args)
        return bpq_error(e, BPQ_FAIL,
                         "usage: bpq %s %s%s[option]...; see bpq "
                         "%s --help",
                         v->name, v->args, *v->args ? " " : "", v->name);
    return BPQ_OK;
}

/* A verb that is without_root needs our repository only to find the clone. */
static bool needs_root(const struct job *job)
{
    const struct verb *v = job->verb;
    bool finds = (job->like || v == &verb_corpus) && !(job->xen && *job->xen);

    return !v->without_root || finds;
}

static int run_verb(const struct verb *v, int argc, char **argv,
                    struct bpq_err *e)
{
    struct job job = {.verb = v};
    const char *root = NULL;
    bool help = false;
    int rc;

    git_libgit2_init();
    bpq_clonedir_settings();
    rc = parse(&job, argc, argv, &root, &help, e);
    if (!rc && help) {
        print_verb_help(v);
        goto out;
    }
    if (!rc && needs_root(&job))
        rc = job_find_root(&job, root, e);
    if (!rc)
        rc = v->run(&job, e);
out:
    job_close(&job);
    git_libgit2_shutdown();
    return rc;
}

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < N_VERBS; i++)
        if (!strcmp(verbs[i]->name, name))
            return verbs[i];
    return NULL;
}

static int no_verb(const char *name, struct bpq_err *e)
{
    struct bpq_strs known = {NULL, 0};
    char *meant;

    for (size_t i = 0; i < N_VERBS; i++)
        bpq_strs_add(&known, verbs[i]->name);
    bpq_strs_add(&known, "help");
    bpq_strs_add(&known, "--help");
    bpq_strs_add(&known, "--version");
    meant = bpq_meant(name, &known);
    bpq_error(e, BPQ_FAIL, "no verb \"%s\"%s: see bpq --help", name, meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

static int run_help(int argc, char **argv, struct bpq_err *e)
{
    const struct verb *v;

    if (argc > 2)
        return bpq_error(e, BPQ_FAIL, "usage: bpq help [VERB]; see bpq --help");
    if (argc < 2 || !strcmp(argv[1], "help")) {
        print_help();
        return BPQ_OK;
    }
    v = find_verb(argv[1]);
    if (!v)
        return no_verb(argv[1], e);
    print_verb_help(v);
    return BPQ_OK;
}

static int run_version(int argc, struct bpq_err *e)
{
    int major, minor, rev;

    if (argc > 1)
        return bpq_error(e, BPQ_FAIL,
                         "--version takes nothing else: see bpq --help");
    git_libgit2_version(&major, &minor, &rev);
    say("bpq %s (libgit2 %d.%d.%d)", BPQ_VERSION, major, minor, rev);
    return BPQ_OK;
}

static void on_signal(int sig)
{
    bpq_stop = sig;
}

/*
 * After a signal the current step ends and temporary files are removed; a
 * second signal ends the program at once.
 */
static void set_signals(void)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND};
    struct sigaction was;

    /* signals that nohup or a shell's & ignores stay ignored */
    for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
        if (!sigaction(stops[i], NULL, &was) && was.sa_handler != SIG_IGN)
            sigaction(stops[i], &sa, NULL);
    /* let write() report that a file may not grow */
    signal(SIGXFSZ, SIG_IGN);
}

#define HUGE_PAGE ((uintptr_t)2 << 20)
#define HEAP (64 * HUGE_PAGE)

/*
 * Files of 100 KB are read and freed all the time, so keep their pages, and
 * take large ones where the system has them: getting small ones takes a tenth
 * of the time of a queue.
 */
static void set_memory(void)
{
    char *heap;

    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 16 << 20);
    heap = malloc(HEAP);
    if (heap) {
        uintptr_t from = ((uintptr_t)heap + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);

        madvise((void *)from, HEAP - HUGE_PAGE, MADV_HUGEPAGE);
    }
    free(heap);
}

static int finish(int rc, struct bpq_err *e)
{
    bool full;

    progress_end();
    full = fflush(stdout) || ferror(stdout);

    if (!rc && full)
        rc = bpq_error(e, BPQ_FAIL, "cannot write to standard output: %m");
    if (rc)
        say_error(e);
    bpq_err_clear(e);
    return rc;
}

int main(int argc, char **argv)
{
    struct bpq_err e = {0};
    const struct verb *v;
    int rc;

    set_signals();
    set_memory();
    if (argc < 2)
        rc = bpq_error(&e, BPQ_FAIL, "no verb: see bpq --help");
    else if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
             !strcmp(argv[1], "help"))
        rc = run_help(argc - 1, argv + 1, &e);
    else if (!strcmp(argv[1], "--version"))
        rc = run_version(argc - 1, &e);
    else if (!(v = find_verb(argv[1])))
        rc = no_verb(argv[1], &e);
    else
        rc = run_verb(v, argc - 1, argv + 1, &e);
    return finish(rc, &e);
}

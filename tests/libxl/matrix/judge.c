/* SPDX-License-Identifier: LGPL-2.1-only */
/* Decides the outcome of each run, and whether the table expects it. */
#include "judge.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../callers/process.h"
#include "table.h"

#define LOADER_REFUSES 127
#define HOST_CANNOT_OPEN 3

enum came { RAN, WAS_REFUSED, FAULTY, LEAKY, FAILED };

/* The guard that the message names, static; NULL if it names none. */
static const char *named_guard(const char *text)
{
    static char name[64];
    const char *at = strstr(text, "libxl_guard_");
    size_t len = 0;

    if (!at || !strstr(text, "undefined"))
        return NULL;
    while (isalnum((unsigned char)at[len]) || at[len] == '_')
        len++;
    snprintf(name, sizeof(name), "%.*s", (int)len, at);
    return name;
}

/* The guard that refused the run, if none of the caller's code has run. */
static const char *refused_by(const struct run *r)
{
    if (!r->linked)
        return named_guard(r->err);
    if (r->status == LOADER_REFUSES && !*r->out)
        return named_guard(r->err);
    if (r->status == HOST_CANNOT_OPEN && !strstr(r->out, "caller:") &&
        strstr(r->out, "host: lives on: "))
        return named_guard(r->out);
    return NULL;
}

/* ASan ends with its own status, except if it cannot control the exit. */
static bool tool_complains(const struct run *r)
{
    return r->tool != NONE && (r->status == TOOL_COMPLAINS ||
                               strstr(r->err, "Sanitizer: ") != NULL);
}

static enum came what_came(const struct run *r)
{
    if (refused_by(r))
        return WAS_REFUSED;
    if (r->linked && tool_complains(r))
        return strstr(r->err, "lost in loss record") ||
                       strstr(r->err, "LeakSanitizer: ")
                   ? LEAKY
                   : FAULTY;
    return r->linked && r->status == 0 ? RAN : FAILED;
}

static bool same_output(const struct run *a, const struct run *b)
{
    return a->out_len == b->out_len && !memcmp(a->out, b->out, a->out_len) &&
           /* valgrind prints more, with process ids. */
           (a->tool == VALGRIND || !strcmp(a->err, b->err));
}

static bool prints_all(const struct run *r, const char *pieces)
{
    char piece[256];

    for (const char *at = pieces; at; at = strchr(at, '|')) {
        at += *at == '|' || *at == '!';
        snprintf(piece, sizeof(piece), "%.*s", (int)strcspn(at, "|"), at);
        if (!strstr(r->out, piece))
            return false;
    }
    return true;
}

static void describe(struct cell *c)
{
    static const char *const words[] = {"runs", "", "faulty", "leaks", ""};
    enum came came = what_came(c->run);
    const char *than = "", *like = "";

    if (c->than) {
        like = same_output(c->run, c->than) ? ", same as " : ", other than ";
        than = c->than->caller->name;
    }
    if (came == WAS_REFUSED)
        snprintf(c->came, sizeof(c->came), "refused: %s", refused_by(c->run));
    else if (came == FAILED && !c->run->linked)
        snprintf(c->came, sizeof(c->came), "not linked");
    else if (came == FAILED)
        snprintf(c->came, sizeof(c->came), "status %d", c->run->status);
    else
        snprintf(c->came, sizeof(c->came), "%s%s%s%s%s", words[came], like,
                 than, *than ? "@" : "", *than ? c->than->lib->label : "");
}

static bool as_expected(const struct cell *c)
{
    const struct run *r = c->run;
    const char *text = c->expect->than;
    enum came came = what_came(r);

    switch (c->expect->outcome) {
    case RUNS:
        return came == RAN && strstr(r->out, text);
    case AS:
        return came == RAN && what_came(c->than) == RAN &&
               same_output(r, c->than);
    case REFUSED:
        return came == WAS_REFUSED && strstr(refused_by(r), text);
    case COMPLAINS:
        return came == FAULTY && strstr(r->err, text) &&
               (r->tool != VALGRIND || strstr(r->err, "uninitialised"));
    case HAZARD:
        return (came == RAN || came == LEAKY) && what_came(c->than) == RAN &&
               !same_output(r, c->than) && prints_all(r, text) &&
               (came == LEAKY || *text != '!' || r->tool == NONE);
    }
    return false;
}

static void expected(const struct expect *e, char *text, size_t room)
{
    static const char *const words[] = {"runs and prints", "runs same as",
                                        "refused by", "complained about in",
                                        "hazard:"};

    snprintf(text, room, "expected: %s %s", words[e->outcome], e->than);
}

/* The cell of NO7 that shows what this refusal prevents. */
static const struct cell *shown_by(const struct plan *p, const struct cell *c)
{
    const char *object = refused_by(c->run), *caller = "";

    for (size_t i = 0; i < nr_guards; i++)
        if (!strcmp(guards[i].object, object))
            caller = guards[i].caller;
    for (size_t i = 0; i < p->nr_cells; i++) {
        const struct cell *other = &p->cells[i];

        /* If the library has the shim there is no hazard; see NO2. */
        if (other->expect->outcome ==
                (other->run && other->run->lib->shim ? AS : HAZARD) &&
            !strcmp(other->expect->id, "NO7") && other->run &&
            other->run->lib == c->run->lib &&
            other->run->tool == c->run->tool &&
            !strcmp(other->run->caller->name, caller))
            return other;
    }
    return NULL;
}

void judge(struct plan *p)
{
    for (size_t i = 0; i < p->nr_cells; i++) {
        struct cell *c = &p->cells[i];

        if (!c->run)
            continue;
        describe(c);
        c->ok = as_expected(c);
        if (!c->ok) {
            expected(c->expect, c->why, sizeof(c->why));
        } else if (c->expect->outcome == REFUSED) {
            c->shows = shown_by(p, c);
            c->ok = c->shows != NULL;
            snprintf(c->why, sizeof(c->why),
                     "no cell shows what the guard prevents");
        }
    }
}

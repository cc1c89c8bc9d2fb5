/* SPDX-License-Identifier: LGPL-2.1-only */
#include "table.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define BUILD(compiler, linker, form, binding, sections, optimised)
#define CALLER(name, headers, flags)
#define CASE(name, source, flags, args, needs)
#define GUARD(object, caller)
#define REQUIREMENT(id, words)
#define EXPECT(id, callers, case, on, where, builds, outcome, than)

const struct build builds[] = {
    {"plain", NULL, NULL, PLAINLY, NULL, NULL, NULL},
#undef BUILD
#define BUILD(compiler, linker, form, binding, sections, optimised)            \
    {#compiler "-" #linker "-" #form "-" #binding "-" #sections                \
               "-" #optimised,                                                 \
     #compiler,                                                                \
     #linker,                                                                  \
     form,                                                                     \
     #binding,                                                                 \
     #sections,                                                                \
     #optimised},
#include "matrix.def"
#undef BUILD
#define BUILD(compiler, linker, form, binding, sections, optimised)
};

const struct caller callers[] = {
#undef CALLER
#define CALLER(name, headers, flags) {#name, headers, flags},
#include "matrix.def"
#undef CALLER
#define CALLER(name, headers, flags)
};

const struct usage usages[] = {
#undef CASE
#define CASE(name, source, flags, args, needs)                                 \
    {#name, source, flags, args, needs},
#include "matrix.def"
#undef CASE
#define CASE(name, source, flags, args, needs)
};

const struct guard guards[] = {
#undef GUARD
#define GUARD(object, caller) {#object, #caller},
#include "matrix.def"
#undef GUARD
#define GUARD(object, caller)
};

const struct requirement requirements[] = {
#undef REQUIREMENT
#define REQUIREMENT(id, words) {#id, words},
#include "matrix.def"
#undef REQUIREMENT
#define REQUIREMENT(id, words)
};

const struct expect expects[] = {
#undef EXPECT
#define EXPECT(id, callers, case, on, where, builds, outcome, than)            \
    {#id, callers, #case, on, where, builds, outcome, than},
#include "matrix.def"
};

const size_t nr_builds = COUNT(builds), nr_callers = COUNT(callers),
             nr_usages = COUNT(usages), nr_guards = COUNT(guards),
             nr_requirements = COUNT(requirements), nr_expects = COUNT(expects);
const char *const tool_name[NR_TOOLS] = {"none", "valgrind", "asan"};

const struct caller *find_caller(const char *name)
{
    for (size_t i = 0; i < nr_callers; i++)
        if (!strcmp(callers[i].name, name))
            return &callers[i];
    return NULL;
}

const struct usage *find_usage(const char *name)
{
    for (size_t i = 0; i < nr_usages; i++)
        if (!strcmp(usages[i].name, name))
            return &usages[i];
    return NULL;
}

const char *requirement_words(const char *id)
{
    for (size_t i = 0; i < nr_requirements; i++)
        if (!strcmp(requirements[i].id, id))
            return requirements[i].words;
    return NULL;
}

bool has_word(const char *list, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = list; (at = strstr(at, name)); at += len)
        if ((at == list || at[-1] == ' ') && (!at[len] || at[len] == ' '))
            return true;
    return false;
}

static bool gcc_lto_by_lld(const char *const *choice)
{
    return !strcmp(choice[0], "gcc") && !strcmp(choice[1], "lld") &&
           !strcmp(choice[5], "lto");
}

/* The six choices of a build as texts; forms has room for the form. */
static void choices(const struct build *b, const char *choice[6],
                    char forms[16])
{
    snprintf(forms, 16, "%d", (int)b->form);
    choice[0] = b->compiler;
    choice[1] = b->linker;
    choice[2] = forms;
    choice[3] = b->binding;
    choice[4] = b->sections;
    choice[5] = b->optimised;
}

static bool together(int i, const char *a, int j, const char *b)
{
    for (size_t n = 1; n < nr_builds; n++) {
        const char *c[6];
        char form[16];

        choices(&builds[n], c, form);
        if (!strcmp(c[i], a) && !strcmp(c[j], b))
            return true;
    }
    return false;
}

/* Two compatible choices that no build combines; NULL if there are none. */
static const char *unmet(void)
{
    static char text[128];
    char form_m[16], form_n[16];
    const char *m[6], *n[6];

    for (size_t a = 1; a < nr_builds; a++) {
        for (size_t b = 1; b < nr_builds; b++) {
            choices(&builds[a], m, form_m);
            choices(&builds[b], n, form_n);
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < i; j++) {
                    if (together(i, m[i], j, n[j]))
                        continue;
                    snprintf(text, sizeof(text), "no build has %s and %s", m[i],
                             n[j]);
                    return text;
                }
            }
        }
    }
    return NULL;
}

/* `than' of AS is caller@old or caller@new, of REFUSED a part of a guard's
 * name. */
static bool known_than(const struct expect *e)
{
    const char *at = strchr(e->than, '@');
    char name[64];

    if (e->outcome == REFUSED) {
        for (size_t i = 0; i < nr_guards; i++)
            if (strstr(guards[i].object, e->than))
                return true;
        return false;
    }
    if (e->outcome != AS)
        return true;
    if (!at || (strcmp(at, "@old") && strcmp(at, "@new")))
        return false;
    snprintf(name, sizeof(name), "%.*s", (int)(at - e->than), e->than);
    return find_caller(name) != NULL;
}

/* A name that is used but not defined; NULL if there is none. */
static const char *unknown(void)
{
    static char word[256];

    for (size_t i = 0; i < nr_expects; i++) {
        const char *at = expects[i].callers;

        if (!requirement_words(expects[i].id))
            return expects[i].id;
        if (!find_usage(expects[i].usage))
            return expects[i].usage;
        if (!known_than(&expects[i]))
            return expects[i].than;
        while (sscanf(at, " %255s", word) == 1) {
            if (!find_caller(word))
                return word;
            at = strstr(at, word) + strlen(word);
        }
    }
    for (size_t i = 0; i < nr_guards; i++)
        if (!find_caller(guards[i].caller))
            return guards[i].caller;
    return NULL;
}

const char *check_table(void)
{
    static char text[300];
    const char *name = unknown();

    for (size_t i = 1; i < nr_builds; i++) {
        const char *c[6];
        char form[16];

        choices(&builds[i], c, form);
        if (gcc_lto_by_lld(c))
            return "lld does not link what gcc makes with -flto";
    }
    if (!name)
        return unmet();
    snprintf(text, sizeof(text), "%s is used, but not defined", name);
    return text;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
#include "set.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
    return strcmp(a, b);
}

void set_add(struct set *s, const char *line)
{
    char *copy;

    if (set_has(s, line))
        return;
    copy = strdup(line);
    if (!copy || !tsearch(copy, &s->tree, by_bytes)) {
        fputs("abi: out of memory\n", stderr);
        exit(2);
    }
}

bool set_has(const struct set *s, const char *line)
{
    return tfind(line, &s->tree, by_bytes) != NULL;
}

bool set_read(struct set *s, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    bool whole;

    if (!file)
        return false;
    while (getline(&line, &room, file) > 0) {
        line[strcspn(line, "\n")] = 0;
        set_add(s, line);
    }
    free(line);
    whole = !ferror(file);
    fclose(file);
    return whole;
}

static void print(const void *node, VISIT visit, int depth)
{
    (void)depth;
    if (visit == postorder || visit == leaf)
        puts(*(const char *const *)node);
}

bool set_print(const struct set *s)
{
    twalk(s->tree, print);
    return !fflush(stdout) && !ferror(stdout);
}

void set_free(struct set *s)
{
    tdestroy(s->tree, free);
    s->tree = NULL;
}

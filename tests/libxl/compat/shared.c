/* SPDX-License-Identifier: LGPL-2.1-only */
#include "shared.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "shell.h"

static bool asked_for(void)
{
    return getenv("CALLERS_SHARED") != NULL;
}

bool shared_known(const struct shared *what)
{
    struct sh s;

    if (!asked_for())
        return false;
    sh(&s,
       "cd %s && { echo '%s' && %s; } >shared.of && echo %s >shared.in && "
       "sh %s/tests/libxl/compat/shared known %s %s",
       work, what->what, what->content, what->headers, top(), work, top());
    return s.status == 0;
}

const char *shared_flags(int n)
{
    static char flags[PATH_MAX + 32];

    if (!asked_for())
        return "";
    snprintf(flags, sizeof(flags), "-MD -MF %s/shared-%d.d", work, n);
    return flags;
}

void shared_note(void)
{
    struct sh s;

    /* If it cannot be noted, the next base compiles it. */
    if (asked_for())
        sh(&s, "sh %s/tests/libxl/compat/shared note %s %s", top(), work,
           top());
}

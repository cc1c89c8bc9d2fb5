/* SPDX-License-Identifier: LGPL-2.1-only */
#include "plan/limits.h"

#include <string.h>

bool bpq_path_within(const char *path, const char *limit)
{
    size_t n = strlen(limit);

    while (n && limit[n - 1] == '/')
        n--;
    return !strncmp(path, limit, n) && (!path[n] || path[n] == '/');
}

bool bpq_path_within_any(const char *path, const struct bpq_strs *limits)
{
    for (size_t i = 0; i < limits->n; i++)
        if (bpq_path_within(path, limits->v[i]))
            return true;
    return false;
}

bool bpq_patch_wants(const struct bpq_patch *patch, const char *path)
{
    return (!patch->only.n || bpq_path_within_any(path, &patch->only)) &&
           !bpq_path_within_any(path, &patch->except);
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * record LIBRARY: print the record of a built libxenlight, except for the
 * macros of its header, which the script macros prints (see of-prefix).
 */
#include <stdio.h>

#include "facts.h"
#include "interface.h"
#include "probe.h"

int main(int argc, char **argv)
{
    struct facts *f;

    if (argc != 2)
        facts_die("usage: record LIBRARY");
    f = facts_new();
    interface_read(f, argv[1]);
    probe(f, argv[1]);
    facts_write(f, stdout);
    facts_free(f);
    if (fflush(stdout) || ferror(stdout))
        facts_die("cannot write the record of %s", argv[1]);
    return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reads the string tables to their end.  It is built non-PIE, so that the
 * linker makes copy relocations, which fix the tables' sizes at link time.
 */
#include <libxl.h>

#include "must.h"

static void show(const char *name, const libxl_enum_string_table *t, unsigned n)
{
    printf("%s\n", name);
    for (unsigned i = 0; i < n; i++) {
        if (!t[i].s) {
            printf("end %d\n", t[i].v);
            return;
        }
        printf("%s %d\n", t[i].s, t[i].v);
    }
    failed("the end of the table");
}

int main(void)
{
    show("domain_type", libxl_domain_type_string_table, 16);
    show("device_model_version", libxl_device_model_version_string_table, 16);
    return 0;
}

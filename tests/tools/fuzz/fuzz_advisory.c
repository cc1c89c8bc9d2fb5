/* SPDX-License-Identifier: LGPL-2.1-only */
/* An advisory's meta file, for each kind of branch. */
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "base/textfile.h"
#include "port/advisory.h"

/* Its files are in its folder, and are no links. */
static void holds(const struct bpq_advisory *a)
{
    size_t n = strlen(fuzz_folder());
    char to[2];

    FUZZ_HOLDS(a->name && a->version && a->files.n);
    for (size_t i = 0; i < a->files.n; i++) {
        const char *file = a->files.v[i];

        FUZZ_HOLDS(!strncmp(file, fuzz_folder(), n) && file[n] == '/');
        FUZZ_HOLDS(!bpq_path_fault(file + n + 1));
        FUZZ_HOLDS(readlink(file, to, sizeof(to)) < 0);
    }
}

static void make_files(void)
{
    static bool made;
    char *link;

    if (made)
        return;
    made = true;
    fuzz_put("xsa1-4.9/0001-a.patch", bpq_str("x\n"));
    fuzz_put("xsa1-4.9/0002-b.patch", bpq_str("x\n"));
    fuzz_put("xsa1.patch", bpq_str("x\n"));
    link = bpq_fmt("%s/link.patch", fuzz_folder());
    FUZZ_HOLDS(!symlink("/etc/passwd", link));
    free(link);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const branches[] = {NULL, "4.9", "4.10", "staging"};
    char *file = bpq_fmt("%s/xsa1.meta", fuzz_folder());

    make_files();
    fuzz_put("xsa1.meta", (struct bpq_str){(const char *)data, size});
    for (size_t i = 0; i < sizeof(branches) / sizeof(branches[0]); i++) {
        struct bpq_advisory a;
        struct bpq_err e = {0};
        int rc = bpq_advisory_read(&a, file, branches[i], &e);

        fuzz_said(rc, &e);
        if (!rc)
            holds(&a);
        bpq_advisory_free(&a);
    }
    free(file);
    return 0;
}

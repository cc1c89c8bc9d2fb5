/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * host MODULE [lazy|now]: opens a plug-in, like libvirtd, and continues if that
 * fails.  host --ask LIBRARY: looks up the guards, like a language binding.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static int open_module(const char *path, int mode)
{
    void *module = dlopen(path, mode);
    int (*run)(int), rc;

    if (!module) {
        printf("host: lives on: %s\n", dlerror());
        return 3;
    }
    *(void **)&run = dlsym(module, "caller_run");
    rc = run ? run(1) : 4;
    return dlclose(module) ? 5 : rc;
}

static void tell(void *library, const char *feature)
{
    char name[64];
    const int *level;

    snprintf(name, sizeof(name), "libxl_guard_%s", feature);
    level = dlsym(library, name);
    if (level)
        printf("%s: %d\n", feature, *level);
    else
        printf("%s: none\n", feature);
}

int main(int argc, char **argv)
{
    void *library;

    if (argc == 2 || (argc == 3 && !strcmp(argv[2], "lazy")))
        return open_module(argv[1], RTLD_LAZY);
    if (argc == 3 && !strcmp(argv[2], "now"))
        return open_module(argv[1], RTLD_NOW);
    if (argc != 3 || strcmp(argv[1], "--ask"))
        return 2;
    library = dlopen(argv[2], RTLD_LAZY);
    if (!library) {
        printf("host: %s\n", dlerror());
        return 3;
    }
    tell(library, "pvh");
    tell(library, "pvshim");
    return 0;
}

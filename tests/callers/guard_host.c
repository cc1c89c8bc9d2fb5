/* SPDX-License-Identifier: LGPL-2.1-only */
/* Opens a module lazily, as libvirtd and the like do; lives on if it fails. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    void *module = argc > 1 ? dlopen(argv[1], RTLD_LAZY) : NULL;
    int (*run)(int);

    if (!module) {
        printf("host: lives on: %s\n", argc > 1 ? dlerror() : "no module");
        return 3;
    }
    *(void **)&run = dlsym(module, "caller_run");
    return run ? run(1) : 4;
}

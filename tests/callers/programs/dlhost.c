/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Opens a plug-in as libvirt does, says what came of it, and lives on.
 *
 * usage: dlhost lazy|now PLUGIN
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int prepare_function(void *b);

int main(int argc, char **argv)
{
    prepare_function *prepare;
    void *handle, *symbol, *room;

    if (argc != 3)
        return 2;
    handle = dlopen(argv[2], !strcmp(argv[1], "now") ? RTLD_NOW : RTLD_LAZY);
    if (!handle) {
        printf("not opened: %s\n", dlerror());
    } else {
        symbol = dlsym(handle, "plugin_prepare");
        if (!symbol)
            return 2;
        memcpy(&prepare, &symbol, sizeof(prepare));
        room = calloc(1, 1 << 16);
        printf("opened: %d\n", prepare(room));
        free(room);
        dlclose(handle);
    }
    puts("alive");
    return 0;
}

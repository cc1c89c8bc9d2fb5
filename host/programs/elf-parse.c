/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * elf-parse IMAGE...: print what libxenguest's elf_xen_parse() finds in each.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xen/elfnote.h>
#include <xen/libelf/libelf.h>

static char *read_all(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *p = NULL;
    size_t n;

    if (!f)
        exit(2);
    *size = 0;
    do {
        char *more = realloc(p, *size + 65536);

        if (!more)
            exit(2);
        p = more;
        n = fread(p + *size, 1, 65536, f);
        *size += n;
    } while (n);
    fclose(f);
    return p;
}

static void parse(const char *path)
{
    struct elf_dom_parms parms;
    struct elf_binary elf;
    size_t size;
    char *image = read_all(path, &size);
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

    if (elf_init(&elf, image, size)) {
        printf("%s: not an ELF image\n", name);
        free(image);
        return;
    }
    elf_parse_binary(&elf);
    memset(&parms, 0, sizeof(parms));
    printf("%s: %d", name, elf_xen_parse(&elf, &parms));
    printf(" base %" PRIx64 " entry %" PRIx64 " offset %" PRIx64
           " kernel %" PRIx64 "-%" PRIx64 " physical %x loader %.16s\n",
           parms.virt_base, parms.virt_entry, parms.elf_paddr_offset,
           parms.virt_kstart, parms.virt_kend, (unsigned int)parms.phys_entry,
           parms.loader);
    free(image);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        parse(argv[i]);
    return 0;
}

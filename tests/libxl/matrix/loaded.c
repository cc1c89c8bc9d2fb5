/* SPDX-License-Identifier: LGPL-2.1-only */
#include "loaded.h"

#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../callers/process.h"

struct image {
    char *bytes; /* owned */
    size_t len;
    const Elf64_Phdr *segments;
    size_t nr;
};

static bool inside(const struct image *im, uint64_t at, uint64_t len)
{
    return at <= im->len && len <= im->len - at;
}

/* The linker writes the build id and where the sections are, and they depend on
 * the debug information. */
static void blank_build_id(struct image *im, const Elf64_Phdr *notes)
{
    uint64_t at = notes->p_offset, end = at + notes->p_filesz;
    Elf64_Nhdr note;

    while (at < end && end - at >= sizeof(note)) {
        uint64_t name = at + sizeof(note), text;

        memcpy(&note, im->bytes + at, sizeof(note));
        text = name + (note.n_namesz + UINT64_C(3)) / 4 * 4;
        at = text + (note.n_descsz + UINT64_C(3)) / 4 * 4;
        if (at > end)
            return;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            !memcmp(im->bytes + name, "GNU", 4))
            memset(im->bytes + text, 0, note.n_descsz);
    }
}

/* False if it is no ELF file of 64 bits, or a segment is not in it. */
static bool image_read(struct image *im, const char *path)
{
    Elf64_Ehdr *head;

    im->bytes = process_slurp(path, &im->len);
    head = (Elf64_Ehdr *)im->bytes;
    if (!head || im->len < sizeof(*head) ||
        memcmp(head->e_ident, ELFMAG, SELFMAG) ||
        head->e_ident[EI_CLASS] != ELFCLASS64 ||
        head->e_phentsize != sizeof(*im->segments) ||
        head->e_phoff % sizeof(uint64_t) ||
        !inside(im, head->e_phoff,
                (uint64_t)head->e_phnum * sizeof(*im->segments)))
        return false;
    im->segments = (const Elf64_Phdr *)(im->bytes + head->e_phoff);
    im->nr = head->e_phnum;
    for (size_t i = 0; i < im->nr; i++)
        if (!inside(im, im->segments[i].p_offset, im->segments[i].p_filesz))
            return false;
    for (size_t i = 0; i < im->nr; i++)
        if (im->segments[i].p_type == PT_NOTE)
            blank_build_id(im, &im->segments[i]);
    head->e_shoff = 0;
    head->e_shnum = head->e_shstrndx = 0;
    return true;
}

static bool image_same(const struct image *a, const struct image *b)
{
    if (memcmp(a->bytes, b->bytes, sizeof(Elf64_Ehdr)) || a->nr != b->nr ||
        memcmp(a->segments, b->segments, a->nr * sizeof(*a->segments)))
        return false;
    for (size_t i = 0; i < a->nr; i++) {
        const Elf64_Phdr *s = &a->segments[i];

        if (memcmp(a->bytes + s->p_offset, b->bytes + s->p_offset, s->p_filesz))
            return false;
    }
    return true;
}

bool loaded_same(const char *path, const char *other)
{
    struct image a = {0}, b = {0};
    bool same =
        image_read(&a, path) && image_read(&b, other) && image_same(&a, &b);

    free(a.bytes);
    free(b.bytes);
    return same;
}

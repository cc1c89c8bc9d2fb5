/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * image [--loaded] FILE
 *
 * Checks that an uncompressed image is a xen-shim that a toolstack can load as
 * the kernel of a PVH guest, and prints what it is, or with --loaded its entry,
 * and a line for each part that is loaded: where it is in the file, in memory,
 * and its size.
 * Status 0: it is.  1: it is not; one line on stderr says why.  2: it could not
 * be read.
 *
 * The toolstacks that are built try it, too, but only say that they refuse it.
 */
#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The note with the address at which a PVH guest begins, see Xen's
 * public/elfnote.h. */
#define PHYS32_ENTRY 18
/* Where a PVH guest's memory below 4 GB ends. */
#define MEMORY_END 0xf0000000ULL
/* An option that every xen-shim has, and no other hypervisor. */
static const char shim_option[] = "shim_mem";

static _Noreturn void end(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static _Noreturn void end(int status, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(status);
}

struct image {
    Elf *elf;
    const char *raw;
    size_t size;
    bool has_note;
    uint64_t entry;      /* what the note says */
    uint64_t first, end; /* the memory that it is loaded to, and needs */
};

/* Is the part of the file there? */
static bool in_file(const struct image *i, uint64_t at, uint64_t size)
{
    return at <= i->size && size <= i->size - at;
}

static uint64_t number_at(const unsigned char *p, size_t size)
{
    uint64_t n = 0;

    while (size--)
        n = n << 8 | p[size];
    return n;
}

/* Reads the notes in a part of the file. */
static void read_notes(struct image *i, uint64_t at, uint64_t size,
                       uint64_t align)
{
    Elf_Type type = align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR;
    Elf_Data *data;
    size_t next = 0, name, desc;
    GElf_Nhdr n;

    if (!size || !in_file(i, at, size))
        return;
    data = elf_getdata_rawchunk(i->elf, (int64_t)at, size, type);
    while (data && (next = gelf_getnote(data, next, &n, &name, &desc)) > 0) {
        const char *bytes = data->d_buf;

        if (n.n_type == PHYS32_ENTRY && n.n_namesz == sizeof("Xen") &&
            !memcmp(bytes + name, "Xen", sizeof("Xen")) &&
            (n.n_descsz == 4 || n.n_descsz == 8)) {
            i->has_note = true;
            i->entry =
                number_at((const unsigned char *)bytes + desc, n.n_descsz);
        }
    }
}

/* Reads what is loaded, and the notes. */
static void read_segments(struct image *i)
{
    size_t n;
    GElf_Phdr p;

    if (elf_getphdrnum(i->elf, &n) || n == 0)
        end(1, "it has no program headers, or is cut off");
    i->first = UINT64_MAX;
    for (size_t k = 0; k < n; k++) {
        if (!gelf_getphdr(i->elf, (int)k, &p))
            end(1, "it is cut off: its program headers are not there");
        if (p.p_type == PT_NOTE)
            read_notes(i, p.p_offset, p.p_filesz, p.p_align);
        if (p.p_type != PT_LOAD)
            continue;
        if (!in_file(i, p.p_offset, p.p_filesz))
            end(1,
                "it is cut off: %llu bytes from %llu on are to be loaded, and "
                "the file has %zu",
                (unsigned long long)p.p_filesz, (unsigned long long)p.p_offset,
                i->size);
        if (p.p_filesz > p.p_memsz || p.p_memsz > MEMORY_END ||
            p.p_paddr > MEMORY_END - p.p_memsz)
            end(1,
                "it does not fit in a guest's memory: %llu bytes at %#llx, and "
                "the memory ends at %#llx",
                (unsigned long long)p.p_memsz, (unsigned long long)p.p_paddr,
                MEMORY_END);
        if (p.p_paddr < i->first)
            i->first = p.p_paddr;
        if (p.p_paddr + p.p_memsz > i->end)
            i->end = p.p_paddr + p.p_memsz;
    }
    if (i->first == UINT64_MAX)
        end(1, "it has nothing that is to be loaded");
}

/* Notes may also be in sections alone. */
static void read_sections(struct image *i)
{
    for (Elf_Scn *s = NULL; (s = elf_nextscn(i->elf, s));) {
        GElf_Shdr header;

        if (gelf_getshdr(s, &header) && header.sh_type == SHT_NOTE)
            read_notes(i, header.sh_offset, header.sh_size,
                       header.sh_addralign);
    }
}

/* Is it entered where something of the file is loaded? */
static bool entry_is_loaded(const struct image *i)
{
    GElf_Phdr p;

    for (int k = 0; gelf_getphdr(i->elf, k, &p); k++)
        if (p.p_type == PT_LOAD && i->entry >= p.p_paddr &&
            i->entry - p.p_paddr < p.p_filesz)
            return true;
    return false;
}

static void open_image(struct image *i, const char *path)
{
    int fd = open(path, O_RDONLY);

    if (fd < 0)
        end(2, "%m");
    elf_version(EV_CURRENT);
    i->elf = elf_begin(fd, ELF_C_READ, NULL);
    if (!i->elf)
        end(2, "it cannot be read: %s", elf_errmsg(-1));
    i->raw = elf_rawfile(i->elf, &i->size);
    if (!i->raw || elf_kind(i->elf) != ELF_K_ELF)
        end(1, "it is no ELF file");
}

static void print_loaded(const struct image *i)
{
    GElf_Phdr p;

    printf("entry %#llx\n", (unsigned long long)i->entry);
    for (int k = 0; gelf_getphdr(i->elf, k, &p); k++)
        if (p.p_type == PT_LOAD && p.p_filesz)
            printf("part %llu %llu %llu\n", (unsigned long long)p.p_offset,
                   (unsigned long long)p.p_paddr,
                   (unsigned long long)p.p_filesz);
}

int main(int argc, char **argv)
{
    struct image i = {0};
    GElf_Ehdr header;
    bool loaded = argc == 3 && !strcmp(argv[1], "--loaded");

    if (argc != 2 && !loaded)
        end(2, "usage: image [--loaded] FILE");
    open_image(&i, argv[argc - 1]);
    if (!gelf_getehdr(i.elf, &header))
        end(1, "its ELF header is cut off");
    if (header.e_ident[EI_DATA] != ELFDATA2LSB ||
        (header.e_machine != EM_386 && header.e_machine != EM_X86_64))
        end(1, "it is for another machine than x86");
    if (header.e_type != ET_EXEC)
        end(1, "it is no program that is loaded to a fixed address");
    read_segments(&i);
    if (!i.has_note)
        read_sections(&i);
    if (!i.has_note)
        end(1, "it has no note PHYS32_ENTRY, so a PVH guest cannot begin in "
               "it: a hypervisor for the host, or one that was built without "
               "PVH_GUEST");
    if (!entry_is_loaded(&i))
        end(1, "nothing is loaded at %#llx, where a guest would begin in it",
            (unsigned long long)i.entry);
    if (!memmem(i.raw, i.size, shim_option, sizeof(shim_option)))
        end(1,
            "a PVH guest can begin in it, but it is no xen-shim: it does "
            "not know the option %s",
            shim_option);
    if (loaded)
        print_loaded(&i);
    else
        printf(
            "%d-bit ELF, entered at %#llx by its note PHYS32_ENTRY, in memory "
            "from %#llx to %#llx\n",
            header.e_ident[EI_CLASS] == ELFCLASS32 ? 32 : 64,
            (unsigned long long)i.entry, (unsigned long long)i.first,
            (unsigned long long)i.end);
    elf_end(i.elf);
    return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
#include "layout.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct image {
    Elf *elf;
    Elf_Data *dynsym, *versym, *verdef, *dynamic;
    GElf_Shdr dynsym_header, verdef_header, dynamic_header;
};

static void find_sections(struct image *i)
{
    Elf_Scn *scn = NULL;
    GElf_Shdr header;

    while ((scn = elf_nextscn(i->elf, scn)) && gelf_getshdr(scn, &header)) {
        switch (header.sh_type) {
        case SHT_DYNSYM:
            i->dynsym = elf_getdata(scn, NULL);
            i->dynsym_header = header;
            break;
        case SHT_DYNAMIC:
            i->dynamic = elf_getdata(scn, NULL);
            i->dynamic_header = header;
            break;
        case SHT_GNU_verdef:
            i->verdef = elf_getdata(scn, NULL);
            i->verdef_header = header;
            break;
        case SHT_GNU_versym:
            i->versym = elf_getdata(scn, NULL);
            break;
        }
    }
}

static void read_soname(struct facts *f, struct image *i)
{
    GElf_Dyn dyn;

    for (int n = 0; i->dynamic && gelf_getdyn(i->dynamic, n, &dyn); n++)
        if (dyn.d_tag == DT_SONAME)
            f->soname = facts_text(
                f, "%s",
                elf_strptr(i->elf, i->dynamic_header.sh_link, dyn.d_un.d_val));
}

/* The version node that the symbol stands in, or NULL for none of its own. */
static char *node_of(struct facts *f, struct image *i, int symbol)
{
    GElf_Versym version;
    GElf_Verdef def;
    GElf_Verdaux aux;
    int at = 0;

    if (!i->versym || !i->verdef ||
        !gelf_getversym(i->versym, symbol, &version))
        return NULL;
    version &= 0x7fff;
    while (gelf_getverdef(i->verdef, at, &def)) {
        if (def.vd_ndx == version && version > VER_NDX_GLOBAL &&
            gelf_getverdaux(i->verdef, at + (int)def.vd_aux, &aux))
            return facts_text(
                f, "%s",
                elf_strptr(i->elf, i->verdef_header.sh_link, aux.vda_name));
        if (!def.vd_next)
            break;
        at += (int)def.vd_next;
    }
    return NULL;
}

static bool ends(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n >= m && !strcmp(name + n - m, end);
}

static void insert(struct facts *f, struct symbol *s)
{
    struct symbol **at = &f->symbols;

    while (*at && strcmp((*at)->name, s->name) < 0)
        at = &(*at)->next;
    s->next = *at;
    *at = s;
}

static void read_symbol(struct facts *f, struct image *i, int n)
{
    struct symbol *s;
    const char *name;
    GElf_Sym sym;
    int kind;

    if (!gelf_getsym(i->dynsym, n, &sym))
        return;
    kind = GELF_ST_TYPE(sym.st_info);
    name = elf_strptr(i->elf, i->dynsym_header.sh_link, sym.st_name);
    if (sym.st_shndx == SHN_UNDEF || sym.st_shndx == SHN_ABS || !name ||
        !*name || GELF_ST_BIND(sym.st_info) == STB_LOCAL)
        return;
    s = facts_alloc(f, sizeof(*s));
    s->name = facts_text(f, "%s", name);
    s->is_data = kind == STT_OBJECT;
    s->size = s->is_data ? (unsigned)sym.st_size : 0;
    s->is_table = s->is_data && ends(name, "_string_table");
    s->node = node_of(f, i, n);
    insert(f, s);
}

void layout_symbols(struct facts *f, const char *library)
{
    struct image i = {0};
    int fd = open(library, O_RDONLY);

    if (fd < 0 || elf_version(EV_CURRENT) == EV_NONE ||
        !(i.elf = elf_begin(fd, ELF_C_READ, NULL)))
        facts_die("%s: cannot be read as a library", library);
    find_sections(&i);
    if (!i.dynsym)
        facts_die("%s: it exports nothing", library);
    read_soname(f, &i);
    if (!f->soname)
        facts_die("%s: it has no SONAME", library);
    for (int n = 1;
         n < (int)(i.dynsym_header.sh_size / i.dynsym_header.sh_entsize); n++)
        read_symbol(f, &i, n);
    elf_end(i.elf);
    close(fd);
}

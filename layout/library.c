/* SPDX-License-Identifier: LGPL-2.1-only */
#include "layout/library.h"

#include "layout/pool.h"

#include <elfutils/libdwfl.h>
#include <gelf.h>

struct section {
    GElf_Shdr header;
    Elf_Data *data; /* NULL: there is no section of this type */
};

struct library {
    struct pool pool;
    Dwfl *dwfl;
    Dwfl_Module *module;
    Elf *elf;
    struct section dynsym, versym, verdef, dynamic;
};

/* Do not use separate debug information, which may exist only on this machine.
 */
static int no_debuginfo(Dwfl_Module *module, void **user, const char *name,
                        Dwarf_Addr base, const char *file, const char *link,
                        GElf_Word crc, char **found)
{
    (void)module, (void)user, (void)name, (void)base, (void)file, (void)link;
    (void)crc, (void)found;
    return -1;
}

static void find_sections(struct library *l)
{
    Elf_Scn *scn = NULL;
    struct section *s;
    GElf_Shdr header;

    while ((scn = elf_nextscn(l->elf, scn)) && gelf_getshdr(scn, &header)) {
        switch (header.sh_type) {
        case SHT_DYNSYM:
            s = &l->dynsym;
            break;
        case SHT_DYNAMIC:
            s = &l->dynamic;
            break;
        case SHT_GNU_verdef:
            s = &l->verdef;
            break;
        case SHT_GNU_versym:
            s = &l->versym;
            break;
        default:
            continue;
        }
        s->header = header;
        s->data = elf_getdata(scn, NULL);
    }
}

struct library *library_open(const char *path)
{
    /* Sections of an object need addresses, so that relocations are right. */
    static const Dwfl_Callbacks callbacks = {
        .find_debuginfo = no_debuginfo,
        .section_address = dwfl_offline_section_address,
    };
    struct pool pool = {0};
    struct library *l = pool_alloc(&pool, sizeof(*l));
    GElf_Addr bias;

    l->pool = pool;
    l->dwfl = dwfl_begin(&callbacks);
    if (l->dwfl) {
        l->module = dwfl_report_offline(l->dwfl, path, path, -1);
        dwfl_report_end(l->dwfl, NULL, NULL);
    }
    l->elf = l->module ? dwfl_module_getelf(l->module, &bias) : NULL;
    if (!l->elf) {
        library_close(l);
        return NULL;
    }
    find_sections(l);
    return l;
}

void library_close(struct library *l)
{
    struct pool pool = l->pool;

    if (l->dwfl)
        dwfl_end(l->dwfl);
    pool_free(&pool);
}

const char *library_soname(struct library *l)
{
    struct section *s = &l->dynamic;
    GElf_Dyn dyn;

    for (int n = 0; s->data && gelf_getdyn(s->data, n, &dyn); n++)
        if (dyn.d_tag == DT_SONAME)
            return elf_strptr(l->elf, s->header.sh_link, dyn.d_un.d_val);
    return NULL;
}

/* The version node with this number; NULL if there is none. */
static const char *node_name(struct library *l, unsigned number)
{
    struct section *s = &l->verdef;
    GElf_Verdef def;
    GElf_Verdaux aux;
    int at = 0;

    while (number > VER_NDX_GLOBAL && s->data &&
           gelf_getverdef(s->data, at, &def)) {
        if (def.vd_ndx == number &&
            gelf_getverdaux(s->data, at + (int)def.vd_aux, &aux))
            return elf_strptr(l->elf, s->header.sh_link, aux.vda_name);
        if (!def.vd_next)
            break;
        at += (int)def.vd_next;
    }
    return NULL;
}

static bool read_symbol(struct library *l, int n, struct exported *e)
{
    const unsigned hidden = 0x8000;
    GElf_Versym version = VER_NDX_GLOBAL;
    GElf_Sym sym;

    if (!gelf_getsym(l->dynsym.data, n, &sym) || sym.st_shndx == SHN_UNDEF ||
        GELF_ST_BIND(sym.st_info) == STB_LOCAL)
        return false;
    e->name = elf_strptr(l->elf, l->dynsym.header.sh_link, sym.st_name);
    e->kind = GELF_ST_TYPE(sym.st_info);
    e->binding = GELF_ST_BIND(sym.st_info);
    e->is_absolute = sym.st_shndx == SHN_ABS;
    e->size = sym.st_size;
    if (l->versym.data)
        gelf_getversym(l->versym.data, n, &version);
    e->node = node_name(l, version & ~hidden);
    e->is_default = !(version & hidden);
    return e->name && *e->name;
}

struct exported *library_exports(struct library *l, size_t *n)
{
    GElf_Shdr *header = &l->dynsym.header;
    size_t count = l->dynsym.data && header->sh_entsize
                       ? header->sh_size / header->sh_entsize
                       : 0;
    struct exported *all = pool_alloc(&l->pool, count * sizeof(*all));

    *n = 0;
    for (size_t i = 1; i < count; i++)
        if (read_symbol(l, (int)i, &all[*n]))
            ++*n;
    return all;
}

Dwarf *library_dwarf(struct library *l)
{
    Dwarf_Addr bias;

    return dwfl_module_getdwarf(l->module, &bias);
}

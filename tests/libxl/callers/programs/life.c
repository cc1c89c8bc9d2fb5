/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A configuration's life without JSON: init, filling in, copy, dispose; the
 * result of each is printed.  It needs no other functions of a library.
 * CALLER_PVH and CALLER_SHIM know the newer types.  With LIBXL_PVH_NO_GUARD
 * they show what the guard prevents; leaks are found by the tool that runs
 * them.
 *
 * usage: life pv|hvm|pvh|shim...
 */
#include <libxl.h>
#include <libxl_pvh.h>

#include "must.h"

/* Print what init sets to other values than 0, and where. */
static void show_bytes(const char *what, const void *p, size_t size)
{
    uint32_t word;

    printf("%s, %zu bytes:", what, size);
    for (size_t i = 0; i + sizeof(word) <= size; i += sizeof(word)) {
        memcpy(&word, (const char *)p + i, sizeof(word));
        if (word)
            printf(" %zu=%x", i, word);
    }
    putchar('\n');
}

static void init(libxl_domain_config *d, const char *type)
{
    memset(d, 0xa5, sizeof(*d));
    libxl_domain_config_init(d);
    show_bytes("config", d, sizeof(*d));
    if (!strcmp(type, "pv"))
        libxl_domain_build_info_init_type(&d->b_info, LIBXL_DOMAIN_TYPE_PV);
    else if (!strcmp(type, "hvm"))
        libxl_domain_build_info_init_type(&d->b_info, LIBXL_DOMAIN_TYPE_HVM);
#if defined(CALLER_PVH) || defined(CALLER_SHIM)
    else if (!strcmp(type, "pvh") || !strcmp(type, "shim"))
        libxl_domain_build_info_init_type(&d->b_info, LIBXL_DOMAIN_TYPE_PVH);
#endif
    else
        failed(type);
    show_bytes(type, &d->b_info, sizeof(d->b_info));
}

static const char *word(const char *s)
{
    return s ? s : "none";
}

static void show(const char *stage, const libxl_domain_build_info *b)
{
    printf("%s: type %d kernel %s", stage, (int)b->type, word(b->kernel));
    if (LIBXL_BUILDINFO_HAS(b, bootloader))
        printf(" bootloader %s args %s",
               word(LIBXL_BUILDINFO_FIELD(b, bootloader)),
               LIBXL_BUILDINFO_FIELD(b, bootloader_args)
                   ? LIBXL_BUILDINFO_FIELD(b, bootloader_args)[0]
                   : "none");
    if (LIBXL_BUILDINFO_HAS(b, timer_mode))
        printf(" timer_mode %d", (int)LIBXL_BUILDINFO_FIELD(b, timer_mode));
#ifdef CALLER_SHIM
    if (LIBXL_BUILDINFO_HAS(b, pvshim))
        printf(" %s-pvshim %d path %s", stage,
               !libxl_defbool_is_default(LIBXL_BUILDINFO_FIELD(b, pvshim)),
               word(LIBXL_BUILDINFO_FIELD(b, pvshim_path)));
#endif
    putchar('\n');
    /* A leak found at exit may end the program before stdio is flushed. */
    fflush(stdout);
}

static void fill(libxl_domain_build_info *b, const char *type)
{
    libxl_string_list args;

    b->kernel = copy_of("/boot/vmlinuz");
    if (LIBXL_BUILDINFO_HAS(b, bootloader)) {
        args = calloc(2, sizeof(*args));
        MUST(args != NULL);
        args[0] = copy_of("-q");
        LIBXL_BUILDINFO_FIELD(b, bootloader) = copy_of("pygrub");
        LIBXL_BUILDINFO_FIELD(b, bootloader_args) = args;
    }
    if (LIBXL_BUILDINFO_HAS(b, timer_mode))
        LIBXL_BUILDINFO_FIELD(b, timer_mode) =
            LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING;
    if (!strcmp(type, "hvm"))
        b->u.hvm.boot = copy_of("cd");
#ifdef CALLER_SHIM
    if (!strcmp(type, "shim")) {
        libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
        LIBXL_BUILDINFO_FIELD(b, pvshim_path) = copy_of("/boot/xen-shim");
    }
#endif
}

static void live(libxl_ctx *ctx, const char *type)
{
    libxl_domain_config d, copy;
    libxl_domain_create_info c;

    init(&d, type);
    show("init", &d.b_info);
    fill(&d.b_info, type);
    d.c_info.type = d.b_info.type;
    d.c_info.name = copy_of(type);
    show("filled", &d.b_info);
    libxl_domain_config_init(&copy);
    libxl_domain_config_copy(ctx, &copy, &d);
    libxl_domain_config_dispose(&d);
    show("copy", &copy.b_info);
    libxl_domain_create_info_init(&c);
    libxl_domain_create_info_copy(ctx, &c, &copy.c_info);
    libxl_domain_config_dispose(&copy);
    printf("named %s, type %d\n", c.name, (int)c.type);
    libxl_domain_create_info_dispose(&c);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    libxl_ctx *ctx;

    /* No logger is needed. */
    MUST(libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, NULL) == 0);
    for (int i = 1; i < argc; i++)
        live(ctx, argv[i]);
    libxl_ctx_free(ctx);
    return 0;
}

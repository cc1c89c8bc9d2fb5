/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Shows how the library sets defaults.  No public function does this, so it is
 * built with the internal headers and the static library of a built tree.
 */
#include "libxl_internal.h"
#include <libxl_pvh.h>

static void show(const char *what, const libxl_domain_build_info *b)
{
    printf("%s: pvshim %s path %s cmdline %s extra %s timer_mode %s apic %s "
           "nested %s\n",
           what, libxl_defbool_to_string(b->u.pvh.pvshim),
           b->u.pvh.pvshim_path ?: "none", b->u.pvh.pvshim_cmdline ?: "none",
           b->u.pvh.pvshim_extra ?: "none",
           libxl_timer_mode_to_string(LIBXL_BUILDINFO_FIELD(b, timer_mode)),
           libxl_defbool_to_string(LIBXL_BUILDINFO_FIELD(b, apic)),
           libxl_defbool_to_string(LIBXL_BUILDINFO_FIELD(b, nested_hvm)));
}

/* shim: the value of pvshim, or -1 to leave it unset. */
static void one(libxl_ctx *ctx, const char *what, int shim, const char *path,
                const char *cmdline)
{
    GC_INIT(ctx);
    libxl_domain_build_info b;

    libxl_domain_build_info_init(&b);
    libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_PVH);
    if (shim >= 0)
        libxl_defbool_set(&b.u.pvh.pvshim, shim);
    if (path)
        b.u.pvh.pvshim_path = strdup(path);
    if (cmdline)
        b.u.pvh.pvshim_cmdline = strdup(cmdline);
    if (libxl__domain_build_info_setdefault(gc, &b))
        printf("%s: refused\n", what);
    else
        show(what, &b);
    libxl_domain_build_info_dispose(&b);
    GC_FREE;
}

#ifdef LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE
/* An old caller's guest without a device model keeps its defaults. */
static void hvm_none(libxl_ctx *ctx)
{
    GC_INIT(ctx);
    libxl_domain_build_info b;
    int rc;

    libxl_domain_build_info_init(&b);
    libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_HVM);
    b.device_model_version = LIBXL_DEVICE_MODEL_VERSION_NONE;
    rc = libxl__domain_build_info_setdefault(gc, &b);
    printf("hvm none: rc %d dm %s vga %d bios %d video %ld\n", rc,
           libxl_device_model_version_to_string(b.device_model_version),
           (int)b.u.hvm.vga.kind, (int)b.u.hvm.bios, (long)b.video_memkb);
    libxl_domain_build_info_dispose(&b);
    GC_FREE;
}
#endif

#ifdef LIBXL_HAVE_CREATEINFO_PVH
/* 4.8's PV guests in an HVM container. */
static void pvhv1(libxl_ctx *ctx, libxl_domain_type type)
{
    GC_INIT(ctx);
    libxl_domain_create_info c;
    int rc;

    libxl_domain_create_info_init(&c);
    c.type = type;
    libxl_defbool_set(&c.pvh, true);
    rc = libxl__domain_create_info_setdefault(gc, &c);
    printf("c_info.pvh, type %s: rc %d hap %s\n",
           libxl_domain_type_to_string(type), rc,
           libxl_defbool_to_string(c.hap));
    libxl_domain_create_info_dispose(&c);
    GC_FREE;
}
#endif

int main(void)
{
    xentoollog_logger_stdiostream *log =
        xtl_createlogger_stdiostream(stderr, XTL_WARN, 0);
    libxl_ctx *ctx;

    if (!log ||
        libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, (xentoollog_logger *)log))
        return 1;
    one(ctx, "untouched", -1, NULL, NULL);
    one(ctx, "off", 0, NULL, NULL);
    one(ctx, "off with path", 0, "/p", "c");
    one(ctx, "on", 1, NULL, NULL);
    one(ctx, "on with path", 1, "/p", "c");
#ifdef LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE
    hvm_none(ctx);
#endif
#ifdef LIBXL_HAVE_CREATEINFO_PVH
    pvhv1(ctx, LIBXL_DOMAIN_TYPE_PV);
    pvhv1(ctx, LIBXL_DOMAIN_TYPE_PVH);
#endif
    libxl_ctx_free(ctx);
    xtl_logger_destroy((xentoollog_logger *)log);
    return 0;
}

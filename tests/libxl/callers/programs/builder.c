/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Shows how the library builds guests by the calls that it makes: it is linked
 * with the static library of a built tree, and defines the functions of
 * libxenctrl, libxenguest and libxenstore itself.  Prints a line for each
 * guest.
 *
 * usage: builder [GUEST]...  as in "pvh 40"; without GUEST, all of them
 */
#include "libxl_internal.h"
#include <libxl_pvh.h>
#include <xc_dom.h>

/* The type of a domain id in libxenctrl, which 4.10 changed. */
#ifdef LIBXL_HAVE_BUILDINFO_TIMER_MODE
typedef uint32_t dom_id;
#else
typedef domid_t dom_id;
#endif

/* Not stdout, since libacpi prints there. */
static FILE *out;

static void *scratch(size_t size)
{
    void *p = calloc(1, size);

    if (!p)
        abort();
    return p;
}

/* libxenstore: it is empty, and every write succeeds. */
struct xs_handle *xs_daemon_open(void)
{
    return scratch(1);
}
struct xs_handle *xs_open(unsigned long flags)
{
    return scratch(flags + 1);
}
void xs_daemon_close(struct xs_handle *h)
{
    free(h);
}
void xs_close(struct xs_handle *h)
{
    free(h);
}
xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
    return !!h;
}
bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort)
{
    return h && t && !abort;
}
char *xs_get_domain_path(struct xs_handle *h, unsigned int domid)
{
    return h && domid ? strdup("/local/domain/7") : NULL;
}
bool xs_introduce_domain(struct xs_handle *h, unsigned int domid,
                         unsigned long page, unsigned int port)
{
    return h && domid && page + port;
}
bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
              const void *data, unsigned int len)
{
    (void)t, (void)data, (void)len;
    return h && path;
}
void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
              unsigned int *len)
{
    (void)h, (void)t, (void)path, (void)len;
    errno = ENOENT;
    return NULL;
}

/* libxenctrl: arguments that differ between guests are printed. */
xc_interface *xc_interface_open(xentoollog_logger *a, xentoollog_logger *b,
                                unsigned flags)
{
    (void)a, (void)b;
    return scratch(flags + 1);
}
int xc_interface_close(xc_interface *xch)
{
    return free(xch), 0;
}

#define ANSWER(name, value, ...)                                               \
    int name(__VA_ARGS__)                                                      \
    {                                                                          \
        return value;                                                          \
    }
ANSWER(xc_domain_max_vcpus, 0, xc_interface *x, uint32_t d, unsigned n)
ANSWER(xc_domain_set_max_evtchn, 0, xc_interface *x, uint32_t d, uint32_t n)
ANSWER(xc_domain_setmaxmem, 0, xc_interface *x, uint32_t d, uint64_t kb)
ANSWER(xc_domain_set_tsc_info, 0, xc_interface *x, uint32_t d, uint32_t mode,
       uint64_t ns, uint32_t khz, uint32_t n)
ANSWER(xc_domain_set_memmap_limit, 0, xc_interface *x, uint32_t d,
       unsigned long kb)
ANSWER(xc_domain_set_gnttab_limits, 0, xc_interface *x, uint32_t d,
       uint32_t grants, uint32_t maptracks)
ANSWER(xc_cpuid_apply_policy, 0, xc_interface *x, dom_id d, uint32_t *f,
       unsigned n)
ANSWER(xc_dom_gnttab_hvm_seed, 0, xc_interface *x, dom_id d, xen_pfn_t c,
       xen_pfn_t s, dom_id cd, dom_id sd)
xc_evtchn_port_or_error_t xc_evtchn_alloc_unbound(xc_interface *x, uint32_t d,
                                                  uint32_t r)
{
    return x ? 1 : (int)(d + r);
}
int xc_shadow_control(xc_interface *x, uint32_t d, unsigned int op,
                      xc_hypercall_buffer_t *b, unsigned long pages,
                      unsigned long *mb, uint32_t mode,
                      xc_shadow_op_stats_t *stats)
{
    (void)x, (void)d, (void)op, (void)b, (void)pages, (void)mode, (void)stats;
    fprintf(out, " shadow %lu", *mb);
    return 0;
}

/* One processor, one pool, the credit scheduler. */
ANSWER(xc_get_max_cpus, 1, xc_interface *x)
ANSWER(xc_sched_credit_domain_get, 0, xc_interface *x, uint32_t d,
       struct xen_domctl_sched_credit *s)
ANSWER(xc_sched_credit_domain_set, 0, xc_interface *x, uint32_t d,
       struct xen_domctl_sched_credit *s)
xc_cpupoolinfo_t *xc_cpupool_getinfo(xc_interface *x, uint32_t pool)
{
    xc_cpupoolinfo_t *info = scratch(sizeof(*info));

    info->cpupool_id = pool;
    info->sched_id = XEN_SCHEDULER_CREDIT;
    info->cpumap = scratch(x ? 16 : 8);
    return info;
}
void xc_cpupool_infofree(xc_interface *x, xc_cpupoolinfo_t *info)
{
    (void)x;
    free(info->cpumap);
    free(info);
}
int xc_domain_getinfolist(xc_interface *x, uint32_t first, unsigned int n,
                          xc_domaininfo_t *info)
{
    (void)x, (void)n;
    memset(info, 0, sizeof(*info));
    info->domain = first;
    info->flags = XEN_DOMINF_hvm_guest;
    return 1;
}
int xc_domain_getinfo(xc_interface *x, uint32_t d, unsigned n, xc_dominfo_t *i)
{
    (void)x, (void)n;
    memset(i, 0, sizeof(*i));
    i->domid = d;
    i->hvm = 1;
    i->max_vcpu_id = 3;
    return 1;
}
int xc_hvm_param_set(xc_interface *x, dom_id d, uint32_t param, uint64_t v)
{
    (void)x, (void)d;
    fprintf(out, " param %u=%llx", param, (unsigned long long)v);
    return 0;
}
int xc_hvm_param_get(xc_interface *x, dom_id d, uint32_t param, uint64_t *v)
{
    *v = x && d ? param : 0;
    return 0;
}
void *xc_map_foreign_range(xc_interface *x, uint32_t d, int size, int prot,
                           unsigned long frame)
{
    (void)x, (void)d;
    fprintf(out, " page %lx", frame);
    return mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
int xc_domain_set_memory_map(xc_interface *x, uint32_t d, struct e820entry *e,
                             uint32_t n)
{
    (void)x, (void)d;
    for (uint32_t i = 0; i < n; i++)
        fprintf(out, " e820 %llx+%llx:%u", (unsigned long long)e[i].addr,
                (unsigned long long)e[i].size, e[i].type);
    return 0;
}

/* libxenguest */
static struct xc_dom_arch arch = {.page_shift = XC_PAGE_SHIFT};

int xc_dom_loginit(xc_interface *x)
{
    return !x;
}
struct xc_dom_image *xc_dom_allocate(xc_interface *x, const char *cmdline,
                                     const char *features)
{
    struct xc_dom_image *dom = scratch(sizeof(*dom));

    dom->xch = x;
    dom->arch_hooks = &arch;
    fprintf(out, " cmdline '%s'%s", cmdline ?: "none", features ?: "");
    return dom;
}
void xc_dom_release(struct xc_dom_image *dom)
{
    free(dom);
}

static int loaded(struct xc_dom_image *dom, const char *what, const char *name)
{
    fprintf(out, " %s %s", what, name);
    return !dom;
}
int xc_dom_kernel_file(struct xc_dom_image *dom, const char *name)
{
    return loaded(dom, "kernel", strrchr(name, '/') + 1);
}
int xc_dom_ramdisk_file(struct xc_dom_image *dom, const char *name)
{
    return loaded(dom, "ramdisk", strrchr(name, '/') + 1);
}
int xc_dom_module_file(struct xc_dom_image *dom, const char *name,
                       const char *cmdline)
{
    if (!cmdline)
        return xc_dom_ramdisk_file(dom, name);
    fprintf(out, " with '%s'", cmdline);
    return loaded(dom, "module", strrchr(name, '/') + 1);
}

int xc_dom_boot_xen_init(struct xc_dom_image *dom, xc_interface *x, dom_id d)
{
    dom->guest_domid = d;
    return !x;
}
int xc_dom_rambase_init(struct xc_dom_image *dom, uint64_t base)
{
    dom->rambase_pfn = base >> XC_PAGE_SHIFT;
    return 0;
}
int xc_dom_parse_image(struct xc_dom_image *dom)
{
    fprintf(out, " dm %d hole %llx low %llx high %llx vga %llx pages %llx",
            dom->device_model, (unsigned long long)dom->mmio_size,
            (unsigned long long)dom->lowmem_end,
            (unsigned long long)dom->highmem_end,
            (unsigned long long)dom->vga_hole_size,
            (unsigned long long)dom->target_pages);
    return 0;
}
#define STEP(name, ...)                                                        \
    int name(struct xc_dom_image *dom, ##__VA_ARGS__)                          \
    {                                                                          \
        return !dom;                                                           \
    }
STEP(xc_dom_mem_init, unsigned int mb)
STEP(xc_dom_boot_mem_init)
STEP(xc_dom_boot_image)
STEP(xc_dom_gnttab_init)

/* Print which processors are enabled in the MADT's local APIC entries. */
static void show_apics(const struct xc_hvm_firmware_module *tables)
{
    const uint8_t *p = tables->data, *end = p + tables->length;

    for (; end - p > 44 && memcmp(p, "APIC", 4);)
        p++;
    if (end - p <= 44)
        return;
    end = p + *(const uint32_t *)(p + 4);
    fprintf(out, " apics ");
    for (p += 44; p < end && p[1]; p += p[1])
        if (p[0] == 0)
            fprintf(out, "%d", p[4] & 1);
}

/* The FADT's content, which is printed on a line of its own. */
static char fadt[100];

static void read_fadt(const struct xc_hvm_firmware_module *tables)
{
    const uint8_t *p = tables->data, *end = p + tables->length;

    fadt[0] = 0;
    for (; end - p > 116; p++) /* the second FADT is the complete one */
        if (!memcmp(p, "FACP", 4))
            snprintf(fadt, sizeof(fadt),
                     "revision %d length %u timer %x "
                     "boot %x flags %x",
                     p[8], *(const uint32_t *)(p + 4),
                     *(const uint32_t *)(p + 76), p[109],
                     *(const uint32_t *)(p + 112));
}
int xc_dom_build_image(struct xc_dom_image *dom)
{
    if (dom->acpi_modules[2].length) {
        show_apics(&dom->acpi_modules[2]);
        read_fadt(&dom->acpi_modules[2]);
    }
    return 0;
}

enum what {
    NO_KERNEL = 1,
    BIG = 2,
    NO_APIC = 4,
    ACPI_MODULE = 8,
    FIRMWARE = 16,
    SHIM = 32,
    SHIM_PATH = 64,
    NESTED = 128,
};

static void fill(libxl_domain_config *d, libxl_domain_type type,
                 libxl_device_model_version dm, unsigned what)
{
    libxl_domain_build_info *b = &d->b_info;

    libxl_domain_config_init(d);
    d->c_info.type = type;
    libxl_domain_build_info_init_type(b, type);
    b->device_model_version = dm;
    b->max_vcpus = 4;
    b->max_memkb = what & BIG ? 6 << 20 : 64 << 10;
    libxl_defbool_set(&b->numa_placement, false);
    if (!(what & NO_KERNEL)) {
        b->kernel = strdup("/k");
        b->ramdisk = strdup("/r");
        b->cmdline = strdup("root");
    }
    if (type == LIBXL_DOMAIN_TYPE_HVM) {
        if (what & NO_APIC)
            libxl_defbool_set(&b->u.hvm.apic, false);
        if (what & NESTED)
            libxl_defbool_set(&b->u.hvm.nested_hvm, true);
        if (what & ACPI_MODULE)
            b->u.hvm.acpi_firmware = strdup("/proc/version");
        if (what & FIRMWARE)
            b->u.hvm.firmware = strdup("/firmware");
#ifndef OLD
    } else {
        if (what & NO_APIC)
            libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, apic), false);
        if (what & NESTED)
            libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, nested_hvm), true);
        if (what & SHIM)
            libxl_defbool_set(&b->u.pvh.pvshim, true);
        if (what & SHIM_PATH) {
            b->u.pvh.pvshim_path = strdup("/shim");
            b->u.pvh.pvshim_extra = strdup("extra");
        }
#endif
    }
}

static char **only; /* the guests to build, up to NULL; none: all */

static bool wanted(const char *name, unsigned what)
{
    char guest[40];
    char **p = only;

    snprintf(guest, sizeof(guest), "%s %02x", name, what);
    while (*p && strcmp(*p, guest))
        p++;
    return *p || !*only;
}

static void build(libxl_ctx *ctx, const char *name, libxl_domain_type type,
                  libxl_device_model_version dm, unsigned what)
{
    GC_INIT(ctx);
    libxl_domain_config d;
    libxl__domain_build_state state;
    int rc;

    if (!wanted(name, what))
        return;
    fill(&d, type, dm, what);
    memset(&state, 0, sizeof(state));
    if (type != LIBXL_DOMAIN_TYPE_HVM) { /* as after a bootloader */
        state.pv_kernel.path = d.b_info.kernel;
        state.pv_ramdisk.path = d.b_info.ramdisk;
        state.pv_cmdline = d.b_info.cmdline;
    }
    fprintf(out, "%s %02x:", name, what);
    rc = libxl__domain_create_info_setdefault(gc, &d.c_info)
             ?: libxl__domain_build_info_setdefault(gc, &d.b_info);
    if (!rc)
        rc = libxl__domain_build(gc, &d, 7, &state);
    fprintf(out, " rc %d\n", rc);
    if (fadt[0])
        fprintf(out, "fadt %s %02x: %s\n", name, what, fadt);
    fadt[0] = 0;
    fflush(out);
    libxl_domain_config_dispose(&d);
    GC_FREE;
}

int main(int argc, char **argv)
{
    xentoollog_logger_stdiostream *log =
        xtl_createlogger_stdiostream(stderr, XTL_WARN, 0);
    libxl_ctx *ctx;

    only = argv + (argc > 0);
    out = fdopen(dup(STDOUT_FILENO), "w");
    if (!out || !freopen("/dev/null", "w", stdout) || !log ||
        libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, (xentoollog_logger *)log))
        return 1;
#ifdef LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE
    static const unsigned hvm[] = {
        0,
        BIG,
        NO_APIC,
        BIG | NO_APIC,
        NESTED,
        NO_KERNEL,
        NO_KERNEL | FIRMWARE,
        FIRMWARE,
        ACPI_MODULE,
    };
    for (size_t i = 0; i < ARRAY_SIZE(hvm); i++)
        build(ctx, "hvm-none", LIBXL_DOMAIN_TYPE_HVM,
              LIBXL_DEVICE_MODEL_VERSION_NONE, hvm[i]);
#endif
    build(ctx, "hvm", LIBXL_DOMAIN_TYPE_HVM,
          LIBXL_DEVICE_MODEL_VERSION_QEMU_XEN_TRADITIONAL, 0);
    build(ctx, "hvm", LIBXL_DOMAIN_TYPE_HVM,
          LIBXL_DEVICE_MODEL_VERSION_QEMU_XEN_TRADITIONAL, BIG | NO_APIC);
#ifndef OLD
    static const unsigned pvh[] = {
        0, BIG, NESTED, NO_KERNEL, SHIM_PATH, SHIM, SHIM | SHIM_PATH,
    };
    for (size_t i = 0; i < ARRAY_SIZE(pvh); i++)
        build(ctx, "pvh", LIBXL_DOMAIN_TYPE_PVH,
              LIBXL_DEVICE_MODEL_VERSION_UNKNOWN, pvh[i]);
#ifdef LIBXL_HAVE_DEVICE_MODEL_VERSION_NONE
    build(ctx, "pvh-none", LIBXL_DOMAIN_TYPE_PVH,
          LIBXL_DEVICE_MODEL_VERSION_NONE, 0);
    build(ctx, "hvm-none after", LIBXL_DOMAIN_TYPE_HVM,
          LIBXL_DEVICE_MODEL_VERSION_NONE, 0);
#endif
#endif
    libxl_ctx_free(ctx);
    xtl_logger_destroy((xentoollog_logger *)log);
    return 0;
}

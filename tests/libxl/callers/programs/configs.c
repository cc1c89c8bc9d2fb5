/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Prints some hundred PV and HVM configurations as JSON, the same in every run:
 * one with nothing set, one with everything set, and others with random fields
 * set.  The guest type is a constant at each call, so no guard is needed.
 */
#include "caller.h"

#define CASES 150

static unsigned state;

static unsigned chance(unsigned n)
{
    state = state * 1103515245u + 12345u;
    return (state >> 16) % n;
}

/* Case 0 sets nothing, case 1 everything. */
static unsigned which;

static int wanted(void)
{
    unsigned c = chance(3);

    return which == 1 || (which > 1 && c == 0);
}

static char *word(void)
{
    static const char *const words[] = {"",
                                        "a",
                                        "/boot/vm linuz",
                                        "quote\"back\\slash",
                                        "tab\tline\n",
                                        "console=hvc0 root=/dev/xvda1",
                                        "\xc3\xa9t\xc3\xa9"};

    return copy_of(words[chance(sizeof(words) / sizeof(words[0]))]);
}

static libxl_string_list words(void)
{
    unsigned n = chance(4);
    libxl_string_list l = calloc(n + 1, sizeof(*l));

    MUST(l != NULL);
    for (unsigned i = 0; i < n; i++)
        l[i] = word();
    return l;
}

#define STRING(field)                                                          \
    do {                                                                       \
        if (wanted())                                                          \
            field = word();                                                    \
    } while (0)
#define LIST(field)                                                            \
    do {                                                                       \
        if (wanted())                                                          \
            field = words();                                                   \
    } while (0)
#define BOOL(field)                                                            \
    do {                                                                       \
        if (wanted())                                                          \
            libxl_defbool_set(&field, chance(2));                              \
    } while (0)
#define NUMBER(field, n)                                                       \
    do {                                                                       \
        if (wanted())                                                          \
            field = chance(n);                                                 \
    } while (0)

static void fill_bitmap(struct caller *c, libxl_bitmap *map)
{
    int bits = 1 + (int)chance(70);

    if (!wanted())
        return;
    MUST(libxl_bitmap_alloc(c->ctx, map, bits) == 0);
    for (int i = 0; i < bits; i++)
        if (chance(2))
            libxl_bitmap_set(map, i);
}

static void fill_create_info(libxl_domain_create_info *i)
{
    BOOL(i->hap);
    BOOL(i->oos);
    NUMBER(i->ssidref, 1000);
    STRING(i->ssid_label);
    STRING(i->name);
    for (unsigned n = 0; wanted() && n < sizeof(i->uuid.uuid); n++)
        i->uuid.uuid[n] = chance(256);
    STRING(i->pool_name);
    BOOL(i->run_hotplug_scripts);
    BOOL(i->driver_domain);
#ifdef LIBXL_HAVE_CREATEINFO_PVH
    BOOL(i->pvh);
#endif
}

static void fill_ranges(libxl_domain_build_info *b)
{
    if (wanted()) {
        b->num_ioports = 2;
        b->ioports = calloc(2, sizeof(*b->ioports));
        for (int n = 0; n < 2; n++) {
            libxl_ioport_range_init(&b->ioports[n]);
            b->ioports[n].first = chance(65536);
            b->ioports[n].number = chance(16);
        }
    }
    if (wanted()) {
        b->num_irqs = 3;
        b->irqs = calloc(3, sizeof(*b->irqs));
        for (int n = 0; n < 3; n++)
            b->irqs[n] = chance(256);
    }
    if (wanted()) {
        b->num_iomem = 1;
        b->iomem = calloc(1, sizeof(*b->iomem));
        libxl_iomem_range_init(b->iomem);
        b->iomem->start = chance(1 << 20);
    }
}

static void fill_cpuid(libxl_domain_build_info *b)
{
    if (wanted())
        MUST(libxl_cpuid_parse_config(&b->cpuid, "avx=0") == 0);
    if (wanted())
        MUST(libxl_cpuid_parse_config_xend(
                 &b->cpuid, "0x1:eax=xxxx00000000xxxx0000xxxxxxxxxxxx") == 0);
}

static void fill_build_info(struct caller *c, libxl_domain_build_info *b)
{
    NUMBER(b->max_vcpus, 64);
    fill_bitmap(c, &b->avail_vcpus);
    fill_bitmap(c, &b->cpumap);
    fill_bitmap(c, &b->nodemap);
    BOOL(b->numa_placement);
    NUMBER(b->tsc_mode, 4);
    NUMBER(b->max_memkb, 1 << 22);
    NUMBER(b->target_memkb, 1 << 22);
    NUMBER(b->video_memkb, 1 << 14);
    NUMBER(b->shadow_memkb, 1 << 14);
    NUMBER(b->rtc_timeoffset, 10000);
    NUMBER(b->exec_ssidref, 100);
    STRING(b->exec_ssid_label);
    BOOL(b->localtime);
    BOOL(b->disable_migrate);
    fill_cpuid(b);
    STRING(b->blkdev_start);
    NUMBER(b->device_model_version, 4);
    BOOL(b->device_model_stubdomain);
    STRING(b->device_model);
    NUMBER(b->device_model_ssidref, 100);
    STRING(b->device_model_ssid_label);
    STRING(b->device_model_user);
    LIST(b->extra);
    LIST(b->extra_pv);
    LIST(b->extra_hvm);
    NUMBER(b->sched_params.weight, 1000);
    NUMBER(b->sched_params.cap, 100);
    fill_ranges(b);
    BOOL(b->claim_mode);
    NUMBER(b->event_channels, 4096);
    STRING(b->kernel);
    STRING(b->cmdline);
    STRING(b->ramdisk);
    STRING(b->device_tree);
}

static void fill_hvm_boot(struct caller *c, libxl_domain_build_info *b)
{
    STRING(b->u.hvm.firmware);
    NUMBER(b->u.hvm.bios, 4);
    BOOL(b->u.hvm.pae);
    BOOL(b->u.hvm.apic);
    BOOL(b->u.hvm.acpi);
    BOOL(b->u.hvm.acpi_s3);
    BOOL(b->u.hvm.acpi_s4);
#ifdef LIBXL_HAVE_BUILDINFO_HVM_ACPI_LAPTOP_SLATE
    BOOL(b->u.hvm.acpi_laptop_slate);
#endif
    BOOL(b->u.hvm.nx);
    BOOL(b->u.hvm.viridian);
    fill_bitmap(c, &b->u.hvm.viridian_enable);
    fill_bitmap(c, &b->u.hvm.viridian_disable);
    STRING(b->u.hvm.timeoffset);
    BOOL(b->u.hvm.hpet);
    BOOL(b->u.hvm.vpt_align);
    NUMBER(b->u.hvm.mmio_hole_memkb, 1 << 20);
    NUMBER(b->u.hvm.timer_mode, 4);
    BOOL(b->u.hvm.nested_hvm);
    BOOL(b->u.hvm.altp2m);
    STRING(b->u.hvm.system_firmware);
    STRING(b->u.hvm.smbios_firmware);
    STRING(b->u.hvm.acpi_firmware);
    STRING(b->u.hvm.boot);
    NUMBER(b->u.hvm.rdm_mem_boundary_memkb, 1 << 20);
}

static void fill_hvm_devices(libxl_domain_build_info *b)
{
    NUMBER(b->u.hvm.hdtype, 3);
    BOOL(b->u.hvm.nographic);
    NUMBER(b->u.hvm.vga.kind, 5);
    BOOL(b->u.hvm.vnc.enable);
    STRING(b->u.hvm.vnc.listen);
    STRING(b->u.hvm.vnc.passwd);
    NUMBER(b->u.hvm.vnc.display, 100);
    STRING(b->u.hvm.keymap);
    BOOL(b->u.hvm.sdl.enable);
    STRING(b->u.hvm.sdl.display);
    BOOL(b->u.hvm.spice.enable);
    NUMBER(b->u.hvm.spice.port, 65536);
    STRING(b->u.hvm.spice.host);
    BOOL(b->u.hvm.gfx_passthru);
    STRING(b->u.hvm.serial);
    BOOL(b->u.hvm.usb);
    STRING(b->u.hvm.usbdevice);
    STRING(b->u.hvm.soundhw);
    BOOL(b->u.hvm.xen_platform_pci);
    LIST(b->u.hvm.usbdevice_list);
    LIST(b->u.hvm.serial_list);
    for (unsigned n = 0; wanted() && n < sizeof(b->u.hvm.ms_vm_genid.bytes);
         n++)
        b->u.hvm.ms_vm_genid.bytes[n] = chance(256);
}

static void fill_pv(libxl_domain_build_info *b)
{
    STRING(b->u.pv.kernel);
    NUMBER(b->u.pv.slack_memkb, 1 << 14);
    STRING(b->u.pv.bootloader);
    LIST(b->u.pv.bootloader_args);
    STRING(b->u.pv.cmdline);
    STRING(b->u.pv.ramdisk);
    BOOL(b->u.pv.e820_host);
}

static void fill_devices(libxl_domain_config *d)
{
    if (wanted()) {
        d->num_disks = 1;
        d->disks = calloc(1, sizeof(*d->disks));
        libxl_device_disk_init(d->disks);
        STRING(d->disks->pdev_path);
        STRING(d->disks->vdev);
        NUMBER(d->disks->format, 6);
        NUMBER(d->disks->readwrite, 2);
    }
    if (wanted()) {
        d->num_nics = 1;
        d->nics = calloc(1, sizeof(*d->nics));
        libxl_device_nic_init(d->nics);
        STRING(d->nics->bridge);
        NUMBER(d->nics->mtu, 9000);
    }
    NUMBER(d->on_poweroff, 7);
    NUMBER(d->on_crash, 7);
}

static void one(struct caller *c, int hvm)
{
    libxl_domain_config d;
    char *json;

    libxl_domain_config_init(&d);
    if (hvm) {
        d.c_info.type = LIBXL_DOMAIN_TYPE_HVM;
        libxl_domain_build_info_init_type(&d.b_info, LIBXL_DOMAIN_TYPE_HVM);
        fill_hvm_boot(c, &d.b_info);
        fill_hvm_devices(&d.b_info);
    } else {
        d.c_info.type = LIBXL_DOMAIN_TYPE_PV;
        libxl_domain_build_info_init_type(&d.b_info, LIBXL_DOMAIN_TYPE_PV);
        fill_pv(&d.b_info);
    }
    fill_create_info(&d.c_info);
    fill_build_info(c, &d.b_info);
    fill_devices(&d);

    json = libxl_domain_config_to_json(c->ctx, &d);
    MUST(json != NULL);
    printf("# %s %u\n%s\n", hvm ? "hvm" : "pv", which, json);
    show_again(c, &d, json);
    free(json);
    libxl_domain_config_dispose(&d);
}

int main(int argc, char **argv)
{
    unsigned cases = argc > 1 ? (unsigned)atoi(argv[1]) : CASES;
    struct caller c;

    caller_open(&c);
    for (int hvm = 0; hvm < 2; hvm++) {
        for (which = 0; which < cases; which++) {
            state = which * 2u + (unsigned)hvm + 1;
            one(&c, hvm);
        }
    }
    caller_close(&c);
    return 0;
}

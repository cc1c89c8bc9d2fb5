/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * examine [--reclaimable] [--tables DIR] [--entry ADDRESS] HOST DOMID
 *         [MODULE...]
 *
 * Checks that a new HVM or PVH guest is set up as docs/misc/hvmlite promises to
 * a PVH kernel.  HOST is the host's folder; the files MODULE are the expected
 * contents of the guest's modules, in order.  Its ACPI tables are checked, too:
 * they must be in memory that the guest cannot reclaim, or with --reclaimable
 * in memory that it can.  They are written to DIR, each into a file with its
 * signature as name.
 *
 * Prints which image is entered (its name follows the code, see guests/pvh.S),
 * or with --entry checks that a real one is entered at this address, and prints
 * every text that is passed to it.  Status 0: all is as promised.  1: not,
 * with each fault as a line on stderr.  2: could not check.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/hvm/save.h>
#include <xen/arch-x86/hvm/start_info.h>

#include "../host.h"

/* Segment attributes as a VMCB has them. */
#define TYPE_CODE 0x8
#define TYPE_WRITE_OR_READ 0x2
#define PRESENT_32BIT 0x480
#define TYPE_TSS_BUSY 0xb

#define CR0_PE 0x1
#define CR0_FIXED 0x10 /* ET reads as 1 whatever is written */
#define EFLAGS_IF 0x200
#define EFLAGS_VM 0x20000

static int faults;

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "examine: does not hold: %s\n", what);
    faults++;
}

#define EXPECT(expression) expect(expression, #expression)

static void die(const char *what, const char *path)
{
    fprintf(stderr, "examine: %s %s\n", what, path);
    exit(2);
}

struct bytes {
    const uint8_t *at;
    size_t size;
};

static struct bytes map_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    struct bytes b = {0};
    struct stat st;

    if (fd < 0 || fstat(fd, &st))
        die("cannot open", path);
    b.size = (size_t)st.st_size;
    b.at = mmap(NULL, b.size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (b.at == MAP_FAILED)
        die("cannot read", path);
    close(fd);
    return b;
}

/* SIZE bytes of the guest's memory at an address. */
static const void *guest(struct bytes memory, uint64_t address, size_t size)
{
    if (address > memory.size || size > memory.size - address) {
        fprintf(stderr,
                "examine: not in the guest's memory: %#llx, %zu bytes\n",
                (unsigned long long)address, size);
        exit(1);
    }
    return memory.at + address;
}

/* A text must not be longer than a page, which is x86 Xen's limit. */
static const char *text_at(struct bytes memory, uint64_t address)
{
    const char *text = address ? guest(memory, address, 4096) : "";

    EXPECT(memchr(text, '\0', address ? 4096 : 1) != NULL);
    return text;
}

/* The first vCPU in the context last set. */
static const struct hvm_hw_cpu *first_cpu(struct bytes context)
{
    struct hvm_save_descriptor d;

    for (size_t at = 0; at + sizeof(d) <= context.size;
         at += sizeof(d) + d.length) {
        memcpy(&d, context.at + at, sizeof(d));
        if (d.typecode == HVM_SAVE_CODE(CPU) && d.instance == 0 &&
            at + sizeof(d) + sizeof(struct hvm_hw_cpu) <= context.size)
            return (const void *)(context.at + at + sizeof(d));
    }
    return NULL;
}

static void check_registers(const struct hvm_hw_cpu *cpu)
{
    struct hvm_hw_cpu c;

    memcpy(&c, cpu, sizeof(c)); /* it may be unaligned */
    EXPECT((c.cr0 & ~(uint64_t)CR0_FIXED) == CR0_PE);
    EXPECT(c.cr4 == 0);
    EXPECT(c.cs_base == 0 && c.cs_limit == 0xffffffff);
    EXPECT((c.cs_arbytes & TYPE_CODE) && (c.cs_arbytes & TYPE_WRITE_OR_READ));
    EXPECT((c.cs_arbytes & PRESENT_32BIT) == PRESENT_32BIT);
    EXPECT(c.ds_base == 0 && c.ds_limit == 0xffffffff);
    EXPECT(!(c.ds_arbytes & TYPE_CODE) && (c.ds_arbytes & TYPE_WRITE_OR_READ));
    EXPECT(c.es_base == 0 && c.es_limit == 0xffffffff);
    EXPECT(!(c.es_arbytes & TYPE_CODE) && (c.es_arbytes & TYPE_WRITE_OR_READ));
    EXPECT(c.ss_base == 0 && c.ss_limit == 0xffffffff);
    EXPECT(!(c.ss_arbytes & TYPE_CODE) && (c.ss_arbytes & TYPE_WRITE_OR_READ));
    EXPECT(c.tr_base == 0 && c.tr_limit == 0x67);
    EXPECT((c.tr_arbytes & 0xf) == TYPE_TSS_BUSY);
    EXPECT(!(c.rflags & (EFLAGS_IF | EFLAGS_VM)));
}

static void check_module(struct bytes memory, uint64_t list, uint32_t n,
                         const char *file)
{
    struct hvm_modlist_entry m;
    struct bytes wanted = map_file(file);
    const uint8_t *at;

    memcpy(&m, guest(memory, list + n * sizeof(m), sizeof(m)), sizeof(m));
    printf("module %u: %s\n", n, text_at(memory, m.cmdline_paddr));
    EXPECT(m.paddr % 4096 == 0);
    EXPECT(m.reserved == 0);
    /* The size is rounded up to pages, as upstream does; the rest is 0. */
    EXPECT(m.size >= wanted.size && m.size - wanted.size < 4096);
    if (m.size < wanted.size)
        return;
    at = guest(memory, m.paddr, m.size);
    EXPECT(!memcmp(at, wanted.at, wanted.size));
    for (uint64_t i = wanted.size; i < m.size; i++)
        EXPECT(at[i] == 0);
}

/* ---- ACPI tables ---- */

#define E820_NVS 4

#define E820_ACPI 3

static const struct host_domain *domain;
static uint32_t wanted_type = E820_NVS;
static const char *tables_dir;

static uint64_t number_at(const uint8_t *p, size_t size)
{
    uint64_t n = 0;

    while (size--)
        n = n << 8 | p[size];
    return n;
}

static void expect_of(bool holds, const char *table, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "examine: does not hold: %.4s: %s\n", table, what);
    faults++;
}

static bool adds_up(const uint8_t *p, size_t size)
{
    uint8_t sum = 0;

    while (size--)
        sum = (uint8_t)(sum + p[size]);
    return sum == 0;
}

/* AML reads some tables while the guest runs, so they must not be reused. */
static bool is_kept(uint64_t address, uint64_t size)
{
    for (uint32_t i = 0; i < domain->nr_regions; i++) {
        const struct host_region *r = &domain->region[i];

        if (address >= r->address && address + size <= r->address + r->size)
            return r->type == wanted_type;
    }
    return false;
}

static void write_table(const uint8_t *p, size_t size)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%.4s", tables_dir, (const char *)p);
    file = fopen(path, "w");
    if (!file || fwrite(p, 1, size, file) != size || fclose(file))
        die("cannot write", path);
}

/* Check a table with the common header, which RSDP and FACS lack; sets *size.
 */
static const uint8_t *table_at(struct bytes memory, uint64_t address,
                               size_t *size)
{
    const uint8_t *p = guest(memory, address, 36);

    *size = number_at(p + 4, 4);
    p = guest(memory, address, *size);
    expect_of(*size >= 36 && adds_up(p, *size), (const char *)p,
              "its sum is 0");
    expect_of(is_kept(address, *size), (const char *)p,
              "the memory map has the right type for it");
    if (tables_dir)
        write_table(p, *size);
    return p;
}

static void check_fadt(struct bytes memory, const uint8_t *fadt, size_t size)
{
    uint64_t facs = number_at(fadt + 36, 4), dsdt = number_at(fadt + 40, 4);
    const uint8_t *p = guest(memory, facs, 64);

    expect_of(facs % 64 == 0, "FACS", "it is at a multiple of 64");
    expect_of(!memcmp(p, "FACS", 4), "FACS", "it is there");
    if (tables_dir)
        write_table(p, 64);
    if (size >= 148) {
        uint64_t x_facs = number_at(fadt + 132, 8);
        uint64_t x_dsdt = number_at(fadt + 140, 8);

        expect_of(!x_facs || x_facs == facs, "FACP", "it names one FACS");
        expect_of(!x_dsdt || x_dsdt == dsdt, "FACP", "it names one DSDT");
    }
    p = table_at(memory, dsdt, &size);
    expect_of(!memcmp(p, "DSDT", 4), "DSDT", "it is there");
}

static void check_acpi(struct bytes memory, uint64_t rsdp)
{
    const uint8_t *p = guest(memory, rsdp, 36), *xsdt;
    size_t size, n;
    bool has_fadt = false, has_madt = false;

    expect_of(adds_up(p, 20) && adds_up(p, 36), "RSDP", "its sums are 0");
    xsdt = table_at(memory, number_at(p + 24, 8), &n);
    for (size_t i = 36; i + 8 <= n; i += 8) {
        const uint8_t *table = table_at(memory, number_at(xsdt + i, 8), &size);

        has_madt |= !memcmp(table, "APIC", 4);
        if (memcmp(table, "FACP", 4))
            continue;
        has_fadt = true;
        check_fadt(memory, table, size);
    }
    EXPECT(has_fadt);
    EXPECT(has_madt);
}

static const struct host_domain *find_domain(const char *path, int domid)
{
    struct bytes state = map_file(path);
    const struct host_state *h = (const void *)state.at;

    if (state.size != sizeof(*h) || h->magic != HOST_MAGIC)
        die("not the state of a host of this build:", path);
    for (int i = 0; i < HOST_DOMAINS; i++)
        if (h->domain[i].used && h->domain[i].domid == domid)
            return &h->domain[i];
    die("no such domain in", path);
    return NULL;
}

static void check_start_info(struct bytes memory, uint64_t address,
                             char **files, uint32_t n_files)
{
    struct hvm_start_info s;

    memcpy(&s, guest(memory, address, sizeof(s)), sizeof(s));
    EXPECT(s.magic == XEN_HVM_START_MAGIC_VALUE);
    EXPECT(s.version == 0);
    EXPECT(s.flags == 0);
    EXPECT(s.nr_modules == n_files);
    EXPECT((s.modlist_paddr != 0) == (n_files != 0));
    EXPECT(!memcmp(guest(memory, s.rsdp_paddr, 8), "RSD PTR ", 8));
    check_acpi(memory, s.rsdp_paddr);
    printf("command line: %s\n", text_at(memory, s.cmdline_paddr));
    for (uint32_t i = 0; i < n_files && i < s.nr_modules; i++)
        check_module(memory, s.modlist_paddr, i, files[i]);
}

int main(int argc, char **argv)
{
    char path[4096];
    struct bytes memory;
    const struct hvm_hw_cpu *cpu;
    const char *code, *entry = NULL;

    for (; argc > 1 && !strncmp(argv[1], "--", 2); argv++, argc--)
        if (!strcmp(argv[1], "--reclaimable")) {
            wanted_type = E820_ACPI;
        } else if (!strcmp(argv[1], "--tables") && argc > 2) {
            tables_dir = argv[2];
            argv++;
            argc--;
        } else if (!strcmp(argv[1], "--entry") && argc > 2) {
            entry = argv[2];
            argv++;
            argc--;
        } else {
            die("no such option:", argv[1]);
        }
    if (argc < 3)
        die("usage:",
            "examine [--reclaimable] [--tables DIR] [--entry ADDRESS] HOST "
            "DOMID [MODULE...]");
    snprintf(path, sizeof(path), "%s/dom%s.mem", argv[1], argv[2]);
    memory = map_file(path);
    snprintf(path, sizeof(path), "%s/dom%s.hvm", argv[1], argv[2]);
    cpu = first_cpu(map_file(path));
    snprintf(path, sizeof(path), "%s/state", argv[1]);
    domain = find_domain(path, atoi(argv[2]));
    if (!cpu)
        die("no vCPU of domain", argv[2]);
    check_registers(cpu);
    code = guest(memory, cpu->rip, 64);
    if (entry) {
        printf("entered: %#llx\n", (unsigned long long)cpu->rip);
        EXPECT(cpu->rip == strtoull(entry, NULL, 0));
    } else {
        printf("entered: %.40s\n", code + 4);
        EXPECT(!memcmp(code, "\xfb\xf4\xeb\xfd", 4)); /* sti; hlt; jmp */
    }
    check_start_info(memory, cpu->rbx, argv + 3, (uint32_t)argc - 3);
    return faults ? 1 : 0;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A small toolstack: carries out actions with libxl in one process and prints
 * their results, so that runs can be compared.  It compiles with the headers of
 * all releases, and says "not known" to actions that they do not support.
 *
 *     guest ACTION [KEY=VALUE...] [+ ACTION [KEY=VALUE...]]...
 *
 * Actions: create-pv, create-pvhv1, create-hvm, create-pvh, create-shim,
 * create-json (file=PATH), list, and for domid=N, or the domain that was
 * created last: info, config, pause, unpause, memory (mb=N), vcpus (n=N),
 * soft-reset, destroy; again: destroy it and create it from its configuration,
 * which is written as JSON and read back.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>
#include <libxl_utils.h>
#include <libxl_pvh.h>
#include <xentoollog.h>

static libxl_ctx *ctx;
static uint32_t domid;

/* The words of the current action. */
static char **words;
static int n_words;

static const char *value_of(const char *key)
{
    size_t len = strlen(key);

    for (int i = 1; i < n_words; i++)
        if (!strncmp(words[i], key, len) && words[i][len] == '=')
            return words[i] + len + 1;
    return NULL;
}

static long number_of(const char *key, long otherwise)
{
    const char *value = value_of(key);

    return value ? strtol(value, NULL, 0) : otherwise;
}

static void die(const char *what)
{
    fprintf(stderr, "guest: %s\n", what);
    exit(2);
}

static char *copy(const char *text)
{
    char *p = text ? strdup(text) : NULL;

    if (text && !p)
        die("out of memory");
    return p;
}

static char *text_of(const char *path)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    char *text = NULL;
    size_t size = 0;

    if (!file || getdelim(&text, &size, '\0', file) < 0)
        die("cannot open the file given with file=");
    fclose(file);
    return text;
}

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);

    if (!p)
        die("out of memory");
    return p;
}

/* "a,b" */
static libxl_string_list list_of(const char *text)
{
    libxl_string_list list = zeroed(strlen(text) + 2, sizeof(*list));
    size_t n = 0;

    for (const char *end; *text; text = *end ? end + 1 : end) {
        end = text + strcspn(text, ",");
        list[n] = zeroed((size_t)(end - text) + 1, 1);
        memcpy(list[n++], text, (size_t)(end - text));
    }
    return list;
}

/* A macro, because the guard has to see that the type is a constant. */
#define START(c, kind)                                                         \
    do {                                                                       \
        libxl_domain_config_init(c);                                           \
        (c)->c_info.type = LIBXL_DOMAIN_TYPE_##kind;                           \
        libxl_domain_build_info_init_type(&(c)->b_info,                        \
                                          LIBXL_DOMAIN_TYPE_##kind);           \
    } while (0)

/* disk=PATH is set up by a script and served by the kernel, qdisk=FILE by qemu.
 */
static void add_disk(libxl_domain_config *c)
{
    const char *file = value_of("qdisk");
    libxl_device_disk *disk = c->disks = zeroed(1, sizeof(*disk));

    c->num_disks = 1;
    libxl_device_disk_init(disk);
    disk->backend = file ? LIBXL_DISK_BACKEND_QDISK : LIBXL_DISK_BACKEND_PHY;
    disk->format = LIBXL_DISK_FORMAT_RAW;
    disk->pdev_path = copy(file ? file : value_of("disk"));
    disk->vdev = copy("xvda");
    disk->script = copy(file ? NULL : "block");
    disk->readwrite = 1;
}

static void add_nic(libxl_domain_config *c)
{
    static const uint8_t mac[] = {0x00, 0x16, 0x3e, 0x00, 0x00, 0x01};
    libxl_device_nic *nic = c->nics = zeroed(1, sizeof(*nic));

    c->num_nics = 1;
    libxl_device_nic_init(nic);
    nic->nictype = LIBXL_NIC_TYPE_VIF;
    nic->bridge = copy(value_of("nic"));
    memcpy(nic->mac, mac, sizeof(mac));
}

static void describe(libxl_domain_config *c)
{
    libxl_domain_build_info *b = &c->b_info;
    static const libxl_uuid uuid = {.uuid = {0x12, 0x34}};
    const char *value;
    int online;

    c->c_info.name = copy(value_of("name") ? value_of("name") : "guest");
    c->c_info.uuid = uuid;
    c->c_info.uuid.uuid[15] = (uint8_t)number_of("uuid", 1);
    b->max_vcpus = (int)number_of("vcpus", 1);
    /* a toolstack may allocate a bit for each of the host's processors */
    libxl_cpu_bitmap_alloc(ctx, &b->avail_vcpus,
                           (int)number_of("avail_bits", b->max_vcpus));
    online = (int)number_of("online", b->max_vcpus);
    for (int i = 0; i < online; i++) /* the bitmap has whole bytes */
        libxl_bitmap_set(&b->avail_vcpus, i);
    b->max_memkb = (uint64_t)number_of("mb", 32) << 10;
    b->target_memkb = b->max_memkb;
    /* Without it Xen gives an HVM or PVH guest no memory. */
    b->shadow_memkb = libxl_get_required_shadow_memory(
        b->max_memkb, (unsigned int)b->max_vcpus);
    b->kernel = copy(value_of("kernel"));
    b->ramdisk = copy(value_of("ramdisk"));
    b->cmdline = copy(value_of("cmdline"));
    if ((value = value_of("bootloader")))
        LIBXL_BUILDINFO_FIELD(b, bootloader) = copy(value);
    if ((value = value_of("bootloader_args")))
        LIBXL_BUILDINFO_FIELD(b, bootloader_args) = list_of(value);
    if ((value = value_of("timer_mode")))
        LIBXL_BUILDINFO_FIELD(b, timer_mode) = (libxl_timer_mode)atoi(value);
    if ((value = value_of("nested")))
        libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, nested_hvm), atoi(value));
    b->device_model = copy(value_of("device_model"));
    if (value_of("disk") || value_of("qdisk"))
        add_disk(c);
    if (value_of("nic"))
        add_nic(c);
}

static void create_and_keep(libxl_domain_config *c, const char *how)
{
    int rc = libxl_domain_create_new(ctx, c, &domid, NULL, NULL);

    printf("%s: %d", how, rc);
    if (rc == 0)
        printf(", domain %u", domid);
    putchar('\n');
}

static void create(libxl_domain_config *c, const char *how)
{
    create_and_keep(c, how);
    libxl_domain_config_dispose(c);
}

static void create_pv(const char *how)
{
    libxl_domain_config c;

    START(&c, PV);
    describe(&c);
    create(&c, how);
}

/* PVHv1, only in 4.8. */
static void create_pvhv1(const char *how)
{
#if defined(LIBXL_HAVE_CREATEINFO_PVH)
    libxl_domain_config c;

    START(&c, PV);
    libxl_defbool_set(&c.c_info.pvh, true);
    describe(&c);
    create(&c, how);
#else
    printf("%s: not known\n", how);
#endif
}

/* With device model "none" if the release has it, else with device_model=. */
static void create_hvm(const char *how)
{
    libxl_domain_config c;

    START(&c, HVM);
    describe(&c);
#ifdef HAVE_DEVICE_MODEL_NONE
    c.b_info.device_model_version = LIBXL_DEVICE_MODEL_VERSION_NONE;
#else
    c.b_info.device_model_version = LIBXL_DEVICE_MODEL_VERSION_QEMU_XEN;
    c.b_info.u.hvm.firmware = copy(value_of("firmware"));
    libxl_defbool_set(&c.b_info.u.hvm.vnc.enable, false);
#endif
    create(&c, how);
}

static void create_pvh(const char *how)
{
#if defined(LIBXL_PVH_HAVE_PVH) && !defined(WITHOUT_PVH)
    libxl_domain_config c;

    START(&c, PVH);
    describe(&c);
#ifdef HAVE_DEVICE_MODEL_NONE
    if (number_of("none", 0))
        c.b_info.device_model_version = LIBXL_DEVICE_MODEL_VERSION_NONE;
#endif
    create(&c, how);
#else
    printf("%s: not known\n", how);
#endif
}

static void create_shim(const char *how)
{
#if defined(LIBXL_PVH_HAVE_PVSHIM) && !defined(WITHOUT_PVSHIM)
    libxl_domain_config c;
    libxl_domain_build_info *b = &c.b_info;

    START(&c, PVH);
    describe(&c);
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
    LIBXL_BUILDINFO_FIELD(b, pvshim_path) = copy(value_of("shim"));
    LIBXL_BUILDINFO_FIELD(b, pvshim_cmdline) = copy(value_of("shim_cmdline"));
    LIBXL_BUILDINFO_FIELD(b, pvshim_extra) = copy(value_of("shim_extra"));
    create(&c, how);
#else
    printf("%s: not known\n", how);
#endif
}

/* Like a toolstack that stores configurations. */
static void create_json(const char *how)
{
    libxl_domain_config c;
    char *json;
    int rc;

    libxl_domain_config_init(&c);
    json = text_of(value_of("file"));
    rc = libxl_domain_config_from_json(ctx, &c, json);
    free(json);
    if (rc)
        printf("%s: not read: %d\n", how, rc);
    else
        create_and_keep(&c, how);
    libxl_domain_config_dispose(&c);
}

/* Everything that does not depend on time. */
static void print_info(const libxl_dominfo *i)
{
    char uuid[LIBXL_UUID_FMTLEN + 1];

    snprintf(uuid, sizeof(uuid), LIBXL_UUID_FMT, LIBXL_UUID_BYTES(i->uuid));
    printf(
        "domain %u: uuid %s, type %d (%s), paused %d, dying %d, shutdown %d, "
        "current %lu, maximum %lu, vcpus %u of %u\n",
        i->domid, uuid, (int)i->domain_type,
        libxl_domain_type_to_string(i->domain_type), i->paused, i->dying,
        i->shutdown, (unsigned long)i->current_memkb,
        (unsigned long)i->max_memkb, i->vcpu_online, i->vcpu_max_id + 1);
}

static void list(const char *how)
{
    int n = 0;
    libxl_dominfo *all = libxl_list_domain(ctx, &n);

    printf("%s: %d domains\n", how, n);
    for (int i = 0; all && i < n; i++)
        print_info(&all[i]);
    libxl_dominfo_list_free(all, n);
}

static void info(const char *how)
{
    libxl_dominfo i;
    int rc;

    libxl_dominfo_init(&i);
    rc = libxl_domain_info(ctx, &i, domid);
    printf("%s: %d\n", how, rc);
    if (rc == 0)
        print_info(&i);
    libxl_dominfo_dispose(&i);
}

/* Print the stored configuration; check that it survives writing and reading.
 */
static void config(const char *how)
{
    libxl_domain_config c, again;
    char *json = NULL, *json2 = NULL;
    int rc;

    libxl_domain_config_init(&c);
    libxl_domain_config_init(&again);
    rc = libxl_retrieve_domain_configuration(ctx, domid, &c);
    printf("%s: %d\n", how, rc);
    if (rc == 0) {
        json = libxl_domain_config_to_json(ctx, &c);
        printf("types %d %d\n%s", (int)c.c_info.type, (int)c.b_info.type,
               json ? json : "no JSON\n");
        rc = json ? libxl_domain_config_from_json(ctx, &again, json) : -1;
        json2 = rc ? NULL : libxl_domain_config_to_json(ctx, &again);
        if (!json2 || strcmp(json, json2))
            printf("read again it differs: %s\n", json2 ? json2 : "none");
    }
    free(json);
    free(json2);
    libxl_domain_config_dispose(&c);
    libxl_domain_config_dispose(&again);
}

static void pause_it(const char *how)
{
    printf("%s: %d\n", how, libxl_domain_pause(ctx, domid));
}

static void unpause(const char *how)
{
    printf("%s: %d\n", how, libxl_domain_unpause(ctx, domid));
}

static void memory(const char *how)
{
    int64_t kb = (int64_t)number_of("mb", 16) << 10;

    printf("%s: %d\n", how, libxl_set_memory_target(ctx, domid, kb, 0, 1));
}

static void vcpus(const char *how)
{
    libxl_bitmap map;
    int rc;

    libxl_bitmap_init(&map);
    rc = libxl_cpu_bitmap_alloc(ctx, &map, 8);
    for (int i = 0; !rc && i < number_of("n", 1); i++)
        libxl_bitmap_set(&map, i);
    if (!rc)
        rc = libxl_set_vcpuonline(ctx, domid, &map);
    printf("%s: %d\n", how, rc);
    libxl_bitmap_dispose(&map);
}

/* Like xl after the guest has asked for it. */
static void soft_reset(const char *how)
{
    libxl_domain_config c;
    int rc;

    libxl_domain_config_init(&c);
    rc = libxl_retrieve_domain_configuration(ctx, domid, &c);
    if (!rc)
        rc = libxl_domain_soft_reset(ctx, &c, domid, NULL, NULL);
    printf("%s: %d\n", how, rc);
    libxl_domain_config_dispose(&c);
}

static void destroy(const char *how)
{
    printf("%s: %d\n", how, libxl_domain_destroy(ctx, domid, NULL));
}

static void again(const char *how)
{
    libxl_domain_config c, read;
    char *json = NULL;
    int rc;

    libxl_domain_config_init(&c);
    libxl_domain_config_init(&read);
    rc = libxl_retrieve_domain_configuration(ctx, domid, &c);
    if (!rc && !(json = libxl_domain_config_to_json(ctx, &c)))
        rc = ERROR_NOMEM;
    if (!rc)
        rc = libxl_domain_config_from_json(ctx, &read, json);
    if (!rc)
        rc = libxl_domain_destroy(ctx, domid, NULL);
    if (!rc)
        create_and_keep(&read, how);
    else
        printf("%s: %d\n", how, rc);
    free(json);
    libxl_domain_config_dispose(&c);
    libxl_domain_config_dispose(&read);
}

static const struct {
    const char *name;
    void (*act)(const char *how);
} actions[] = {
    {"create-pv", create_pv},
    {"create-pvhv1", create_pvhv1},
    {"create-hvm", create_hvm},
    {"create-pvh", create_pvh},
    {"create-shim", create_shim},
    {"create-json", create_json},
    {"list", list},
    {"info", info},
    {"config", config},
    {"pause", pause_it},
    {"unpause", unpause},
    {"memory", memory},
    {"vcpus", vcpus},
    {"soft-reset", soft_reset},
    {"destroy", destroy},
    {"again", again},
};

static void act(void)
{
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
        if (!strcmp(words[0], actions[i].name)) {
            domid = (uint32_t)number_of("domid", domid);
            actions[i].act(words[0]);
            return;
        }
    die("unknown action; the comment in guest.c lists them");
}

int main(int argc, char **argv)
{
    xentoollog_logger_stdiostream *log = xtl_createlogger_stdiostream(
        stderr, getenv("GUEST_DEBUG") ? XTL_DEBUG : XTL_NOTICE, 0);

    /* Under valgrind libxl's children would write the buffer again. */
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, (xentoollog_logger *)log))
        die("cannot make a libxl context");
    for (int i = 1; i < argc; i += n_words + 1) {
        words = argv + i;
        for (n_words = 0; i + n_words < argc && strcmp(words[n_words], "+");)
            n_words++;
        if (n_words)
            act();
    }
    libxl_ctx_free(ctx);
    xtl_logger_destroy((xentoollog_logger *)log);
    return 0;
}

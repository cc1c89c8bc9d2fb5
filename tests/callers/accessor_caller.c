/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Where LIBXL_BUILDINFO_FIELD leads, for every field and guest type; C and
 * C++.  What is right is written down here once more, by the layout that the
 * test knows it compiles for, not by what libxl.h announces:
 *   WANT_OLD      4.8, 4.9 without PVH
 *   WANT_COPIES   4.8, 4.9 with copies in u.pvh
 *   WANT_TOP      4.10 and later
 *   WANT_SHIM     there are pvshim fields
 */
#define _POSIX_C_SOURCE 200809L

#ifdef __cplusplus
extern "C" {
#endif
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libxl.h>
#include <libxl_pvh.h>
#ifdef __cplusplus
}
#endif

#define PV LIBXL_DOMAIN_TYPE_PV
#define HVM LIBXL_DOMAIN_TYPE_HVM
#define PVH LIBXL_DOMAIN_TYPE_PVH

static int nr_failed, nr_checks;

static void check(int ok, const char *what)
{
    nr_checks++;
    if (ok)
        return;
    nr_failed++;
    printf("wrong: %s\n", what);
}

static void reset(libxl_domain_build_info *b, libxl_domain_type type)
{
    libxl_domain_build_info_init(b);
    if (type == PV || type == HVM)
        (libxl_domain_build_info_init_type)(b, type);
    else
        b->type = type;
}

/* The field of a guest of this type is that member: an lvalue, const or not. */
#define LEADS(guest, field, member)                                            \
    do {                                                                       \
        libxl_domain_build_info b;                                             \
        const libxl_domain_build_info *c = &b;                                 \
                                                                               \
        reset(&b, guest);                                                      \
        check(&LIBXL_BUILDINFO_FIELD(&b, field) == &b.member,                  \
              #guest " " #field " is not at " #member);                        \
        check(&LIBXL_BUILDINFO_FIELD(c, field) == &c->member,                  \
              #guest " " #field ", const, is not at " #member);                \
        check(LIBXL_BUILDINFO_HAS(&b, field), #guest " has no " #field);       \
        check(LIBXL_BUILDINFO_HAS(c, field), #guest " has no " #field);        \
    } while (0)

/* Reads what the child says on fd until it ends. */
static int stopped(int fd, pid_t pid, const char *type, const char *field)
{
    char said[1024];
    size_t n = 0;
    ssize_t r;
    int status;

    while ((r = read(fd, said + n, sizeof(said) - 1 - n)) > 0)
        n += (size_t)r;
    said[n] = '\0';
    close(fd);
    if (waitpid(pid, &status, 0) < 0)
        return 0;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
           strstr(said, "accessor_caller.c:") && strstr(said, type) &&
           strstr(said, field) && strstr(said, "LIBXL_BUILDINFO_HAS");
}

/* A guest of this type has no such field: asking says so, reaching it stops. */
#define STOPS(guest, name, field)                                              \
    do {                                                                       \
        libxl_domain_build_info b;                                             \
        int fds[2];                                                            \
        pid_t pid;                                                             \
                                                                               \
        reset(&b, guest);                                                      \
        check(!LIBXL_BUILDINFO_HAS(&b, field), #guest " has " #field);         \
        fflush(stdout);                                                        \
        if (pipe(fds) || (pid = fork()) < 0)                                   \
            exit(2);                                                           \
        if (!pid) {                                                            \
            dup2(fds[1], 2);                                                   \
            _exit(&LIBXL_BUILDINFO_FIELD(&b, field) != NULL ? 0 : 1);          \
        }                                                                      \
        close(fds[1]);                                                         \
        check(stopped(fds[0], pid, "type " name " ", "no field " #field ";"),  \
              #guest " " #field " does not stop with a message");              \
    } while (0)

static char filled[] = "filled", other[] = "other";
static char *list[] = {filled, NULL}, *other_list[] = {other, NULL};

/* kernel, cmdline, ramdisk: at the top, but for PV u.pv's if alone. */
#define LEADS_BOOT(field)                                                      \
    do {                                                                       \
        libxl_domain_build_info pv;                                            \
                                                                               \
        LEADS(PV, field, field);                                               \
        LEADS(HVM, field, field);                                              \
        LEADS(LIBXL_DOMAIN_TYPE_INVALID, field, field);                        \
        reset(&pv, PV);                                                        \
        pv.u.pv.field = filled;                                                \
        check(&LIBXL_BUILDINFO_FIELD(&pv, field) == &pv.u.pv.field,            \
              "PV " #field " is not at u.pv though only that is set");         \
        pv.field = other;                                                      \
        check(&LIBXL_BUILDINFO_FIELD(&pv, field) == &pv.field,                 \
              "PV " #field " is not at the top though both are set");          \
        memset(&pv.u, 0x5a, sizeof(pv.u));                                     \
        pv.field = NULL;                                                       \
        pv.type = HVM;                                                         \
        check(&LIBXL_BUILDINFO_FIELD(&pv, field) == &pv.field,                 \
              "HVM " #field " is taken from another union member");            \
    } while (0)

static void boot_fields(void)
{
    LEADS_BOOT(kernel);
    LEADS_BOOT(cmdline);
    LEADS_BOOT(ramdisk);
#ifndef WANT_OLD
    LEADS(PVH, kernel, kernel);
    LEADS(PVH, cmdline, cmdline);
    LEADS(PVH, ramdisk, ramdisk);
#endif
}

static void meaningless_fields(void)
{
    STOPS(HVM, "HVM", bootloader);
    STOPS(HVM, "HVM", bootloader_args);
    STOPS(PV, "PV", timer_mode);
    STOPS(PV, "PV", nested_hvm);
    STOPS(PV, "PV", apic);
    STOPS(LIBXL_DOMAIN_TYPE_INVALID, "unknown", bootloader);
    STOPS(LIBXL_DOMAIN_TYPE_INVALID, "unknown", apic);
    STOPS((libxl_domain_type)4, "unknown", bootloader_args);
    STOPS((libxl_domain_type)4, "unknown", nested_hvm);
#ifdef WANT_OLD
    STOPS((libxl_domain_type)3, "PVH", bootloader);
    STOPS((libxl_domain_type)3, "PVH", timer_mode);
#endif
}

#ifdef WANT_TOP
/* Set in its old place alone, as callers of old releases still do. */
#define LEADS_OLD(guest, old, field, value, value_top)                         \
    do {                                                                       \
        libxl_domain_build_info b;                                             \
                                                                               \
        reset(&b, guest);                                                      \
        value(&b.u.old.field);                                                 \
        check(&LIBXL_BUILDINFO_FIELD(&b, field) == &b.u.old.field,             \
              #guest " " #field " is not where alone it is set");              \
        value_top(&b.field);                                                   \
        check(&LIBXL_BUILDINFO_FIELD(&b, field) == &b.field,                   \
              #guest " " #field " is not at the top though both are set");     \
    } while (0)
#define SET_STRING(p) (*(p) = filled)
#define SET_LIST(p) (*(p) = list)
#define SET_TIMER(p) (*(p) = LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS)
#define SET_BOOL(p) libxl_defbool_set(p, false)

static void moved_fields(void)
{
    LEADS(PV, bootloader, bootloader);
    LEADS(PV, bootloader_args, bootloader_args);
    LEADS(HVM, timer_mode, timer_mode);
    LEADS(HVM, nested_hvm, nested_hvm);
    LEADS(HVM, apic, apic);
    LEADS(PVH, bootloader, bootloader);
    LEADS(PVH, bootloader_args, bootloader_args);
    LEADS(PVH, timer_mode, timer_mode);
    LEADS(PVH, nested_hvm, nested_hvm);
    LEADS(PVH, apic, apic);
    LEADS_OLD(PV, pv, bootloader, SET_STRING, SET_STRING);
    LEADS_OLD(PV, pv, bootloader_args, SET_LIST, SET_LIST);
    LEADS_OLD(HVM, hvm, timer_mode, SET_TIMER, SET_TIMER);
    LEADS_OLD(HVM, hvm, nested_hvm, SET_BOOL, SET_BOOL);
    LEADS_OLD(HVM, hvm, apic, SET_BOOL, SET_BOOL);
}
#else
static void moved_fields(void)
{
    LEADS(PV, bootloader, u.pv.bootloader);
    LEADS(PV, bootloader_args, u.pv.bootloader_args);
    LEADS(HVM, timer_mode, u.hvm.timer_mode);
    LEADS(HVM, nested_hvm, u.hvm.nested_hvm);
    LEADS(HVM, apic, u.hvm.apic);
#ifdef WANT_COPIES
    LEADS(PVH, bootloader, u.pvh.bootloader);
    LEADS(PVH, bootloader_args, u.pvh.bootloader_args);
    LEADS(PVH, timer_mode, u.pvh.timer_mode);
    LEADS(PVH, nested_hvm, u.pvh.nested_hvm);
    LEADS(PVH, apic, u.pvh.apic);
#endif
}
#endif

static void shim_fields(void)
{
#ifdef WANT_SHIM
    LEADS(PVH, pvshim, u.pvh.pvshim);
    LEADS(PVH, pvshim_path, u.pvh.pvshim_path);
    LEADS(PVH, pvshim_cmdline, u.pvh.pvshim_cmdline);
    LEADS(PVH, pvshim_extra, u.pvh.pvshim_extra);
    STOPS(PV, "PV", pvshim);
    STOPS(HVM, "HVM", pvshim);
    STOPS(HVM, "HVM", pvshim_path);
    STOPS(PV, "PV", pvshim_cmdline);
    STOPS(HVM, "HVM", pvshim_extra);
#else
    libxl_domain_build_info b;

    /* May be asked everywhere; reaching it does not compile. */
    reset(&b, (libxl_domain_type)3);
    check(!LIBXL_BUILDINFO_HAS(&b, pvshim), "has pvshim without there being");
#endif
}

static void values(void)
{
    libxl_domain_build_info b;
    const libxl_domain_build_info *c = &b;

    reset(&b, PV);
    LIBXL_BUILDINFO_FIELD(&b, kernel) = filled;
    LIBXL_BUILDINFO_FIELD(&b, bootloader) = other;
    LIBXL_BUILDINFO_FIELD(&b, bootloader_args) = other_list;
    check(!strcmp(LIBXL_BUILDINFO_FIELD(c, kernel), "filled"), "kernel");
    check(!strcmp(LIBXL_BUILDINFO_FIELD(c, bootloader), "other"), "bootloader");
    check(LIBXL_BUILDINFO_FIELD(c, bootloader_args)[0] == other, "args");
    reset(&b, HVM);
    LIBXL_BUILDINFO_FIELD(&b, timer_mode) =
        LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&b, apic), true);
    check(LIBXL_BUILDINFO_FIELD(c, timer_mode) ==
              LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS,
          "timer_mode");
    check(!libxl_defbool_is_default(LIBXL_BUILDINFO_FIELD(c, apic)), "apic");
    check(libxl_defbool_is_default(LIBXL_BUILDINFO_FIELD(c, nested_hvm)),
          "nested_hvm");
}

static int nr_calls;
static libxl_domain_type next_type(void)
{
    nr_calls++;
    return HVM;
}

static void evaluated_once(void)
{
    libxl_domain_build_info b[3], *p = b;
    libxl_domain_type type[2] = {PV, HVM}, *t = type;

    reset(&b[0], PV);
    reset(&b[1], PV);
    reset(&b[2], HVM);
    LIBXL_BUILDINFO_FIELD(p++, bootloader) = filled;
    check(p == &b[1], "FIELD evaluates its argument not once");
    check(LIBXL_BUILDINFO_HAS(p++, bootloader), "HAS is wrong");
    check(p == &b[2], "HAS evaluates its argument not once");
    check(LIBXL_BUILDINFO_FIELD(&b[0], bootloader) == filled, "FIELD p++");
    p = b;
    b[0].type = b[1].type = LIBXL_DOMAIN_TYPE_INVALID;
    libxl_domain_build_info_init_type(p++, *t++);
    check(p == &b[1] && t == &type[1], "init_type evaluates not once");
    libxl_domain_build_info_init_type(p++, next_type());
    check(p == &b[2] && nr_calls == 1, "init_type calls not once");
    check(b[0].type == PV && b[1].type == HVM, "init_type sets another type");
}

/* Names published for 4.8. */
static void aliases(void)
{
    libxl_domain_build_info b;
    const libxl_domain_build_info *c = &b;

    reset(&b, PV);
    check(LIBXL_BUILDINFO_ACCESS_PVH_PV(&b, bootloader) ==
              &LIBXL_BUILDINFO_FIELD(&b, bootloader),
          "ACCESS_PVH_PV");
    check(LIBXL_BUILDINFO_ACCESS_PVH_PV_OK(c), "PV_OK");
    check(LIBXL_BUILDINFO_ACCESS_PVH_PV_OK(c, bootloader), "PV_OK with field");
    check(!LIBXL_BUILDINFO_ACCESS_PVH_HVM_OK(&b), "HVM_OK of PV");
    b.LIBXL_BUILDINFO_SUBFIELD_PV bootloader = filled;
    check(LIBXL_BUILDINFO_FIELD(c, bootloader) == filled, "SUBFIELD_PV");
    reset(&b, HVM);
    check(LIBXL_BUILDINFO_ACCESS_PVH_HVM(c, apic) ==
              &LIBXL_BUILDINFO_FIELD(c, apic),
          "ACCESS_PVH_HVM");
    check(LIBXL_BUILDINFO_ACCESS_PVH_HVM_OK(&b, apic), "HVM_OK with field");
    check(!LIBXL_BUILDINFO_ACCESS_PVH_PV_OK(&b, bootloader), "PV_OK of HVM");
    check(&b.LIBXL_BUILDINFO_SUBFIELD_HVM apic ==
              &LIBXL_BUILDINFO_FIELD(&b, apic),
          "SUBFIELD_HVM");
#ifdef WANT_OLD
#ifdef LIBXL_BUILDINFO_SUBFIELD_PVH
    check(0, "SUBFIELD_PVH is defined without PVH");
#endif
#else
    reset(&b, PVH);
    check(LIBXL_BUILDINFO_ACCESS_PVH_PV_OK(&b), "PV_OK of PVH");
    check(LIBXL_BUILDINFO_ACCESS_PVH_HVM_OK(&b), "HVM_OK of PVH");
    check(&b.LIBXL_BUILDINFO_SUBFIELD_PVH apic ==
              LIBXL_BUILDINFO_ACCESS_PVH_HVM(&b, apic),
          "SUBFIELD_PVH");
#endif
}

int main(void)
{
    (void)list;
    boot_fields();
    moved_fields();
    meaningless_fields();
    shim_fields();
    values();
    evaluated_once();
    aliases();
    printf("%d checks, %d failed\n", nr_checks, nr_failed);
    return nr_failed ? 1 : 0;
}

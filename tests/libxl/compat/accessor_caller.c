/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Checks where LIBXL_BUILDINFO_FIELD leads for every field and guest type, in C
 * and C++.  The expected places follow from the layout that the test compiles
 * for, not from what libxl.h announces:
 *   WANT_OLD      4.8, 4.9 without PVH
 *   WANT_COPIES   4.8, 4.9 with copies in u.pvh
 *   WANT_TOP      4.10 and later
 *   WANT_SHIM     with pvshim fields
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

#ifdef WANT_SHIM
/* Its fields are named here without the accessor, too. */
#define LIBXL_REQUIRE_PVSHIM 1
#endif
#include <libxl.h>
#include <libxl_pvh.h>
#include "accessor_places.h"
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

/* A type by its number, which the headers may not know. */
static libxl_domain_type number(int n)
{
    libxl_domain_type type;

    memcpy(&type, &n, sizeof(type));
    return type;
}

static void reset(libxl_domain_build_info *b, libxl_domain_type type)
{
    libxl_domain_build_info_init(b);
    if (type == PV || type == HVM)
        (libxl_domain_build_info_init_type)(b, type);
    else
        b->type = type;
}

/* The field of such a guest is that member, as an lvalue, const or not. */
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

/* Does the child end by abort with this message on fd? */
static int stopped(int fd, pid_t pid, const char *type, const char *field)
{
    char said[1024] = "";
    FILE *from = fdopen(fd, "r");
    int status;

    if (!from)
        exit(2);
    said[fread(said, 1, sizeof(said) - 1, from)] = '\0';
    fclose(from);
    if (waitpid(pid, &status, 0) < 0)
        return 0;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
           strstr(said, "accessor_caller.c:") && strstr(said, type) &&
           strstr(said, field) && strstr(said, "LIBXL_BUILDINFO_HAS");
}

/* Such a guest does not have the field: HAS is false, FIELD stops. */
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
static char *list[] = {filled, NULL};

/*
 * For each row of the table, by its place: where the field is for each type,
 * and where else it may be set.
 */
#define ROW(row) ROW_OF(row)
#define ROW_OF(name, kind, place) ROW_##place(name, kind)

#define ROW_at_boot(name, kind)                                                \
    LEADS(PV, name, name);                                                     \
    LEADS(HVM, name, name);                                                    \
    LEADS(LIBXL_DOMAIN_TYPE_INVALID, name, name);                              \
    LEADS_OLD(PV, pv, name, kind);                                             \
    NOT_TAKEN(HVM, name);                                                      \
    IF_PVH(LEADS(PVH, name, name);)
#define ROW_at_pv(name, kind)                                                  \
    LEADS(PV, name, AT(pv, name));                                             \
    IF_TOP(LEADS_OLD(PV, pv, name, kind);)                                     \
    IF_PVH(LEADS(PVH, name, AT(pvh, name));)                                   \
    IF_NO_PVH(STOPS(number(3), "PVH", name);)                                  \
    STOPS(HVM, "HVM", name);                                                   \
    STOPS(LIBXL_DOMAIN_TYPE_INVALID, "unknown", name);                         \
    STOPS(number(4), "unknown", name);
#define ROW_at_hvm(name, kind)                                                 \
    LEADS(HVM, name, AT(hvm, name));                                           \
    IF_TOP(LEADS_OLD(HVM, hvm, name, kind);)                                   \
    IF_PVH(LEADS(PVH, name, AT(pvh, name));)                                   \
    IF_NO_PVH(STOPS(number(3), "PVH", name);)                                  \
    STOPS(PV, "PV", name);                                                     \
    STOPS(LIBXL_DOMAIN_TYPE_INVALID, "unknown", name);                         \
    STOPS(number(4), "unknown", name);
#define ROW_at_shim(name, kind)                                                \
    LEADS(PVH, name, u.pvh.name);                                              \
    STOPS(PV, "PV", name);                                                     \
    STOPS(HVM, "HVM", name);                                                   \
    STOPS(LIBXL_DOMAIN_TYPE_INVALID, "unknown", name);

#ifdef WANT_TOP
#define AT(old, name) name
#define IF_TOP(checks) checks
#else
#define AT(old, name) u.old.name
#define IF_TOP(checks)
#endif
#ifdef WANT_OLD
#define IF_PVH(checks)
#define IF_NO_PVH(checks) checks
#else
#define IF_PVH(checks) checks
#define IF_NO_PVH(checks)
#endif

/* The field is set only in its old place, as by callers of old releases. */
#define LEADS_OLD(guest, old, field, kind)                                     \
    do {                                                                       \
        libxl_domain_build_info b;                                             \
                                                                               \
        reset(&b, guest);                                                      \
        SET_##kind(b.u.old.field);                                             \
        check(&LIBXL_BUILDINFO_FIELD(&b, field) == &b.u.old.field,             \
              #guest " " #field " is not in the only place where it is set");  \
        SET_##kind(b.field);                                                   \
        check(&LIBXL_BUILDINFO_FIELD(&b, field) == &b.field,                   \
              #guest " " #field " is not at the top although both are set");   \
    } while (0)
#define SET_as_string(at) ((at) = filled)
#define SET_as_list(at) ((at) = list)
#define SET_as_timer(at) ((at) = LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS)
#define SET_as_bool(at) libxl_defbool_set(&(at), false)

/* A union member that is not that of the guest's type is not read. */
#define NOT_TAKEN(guest, field)                                                \
    do {                                                                       \
        libxl_domain_build_info b;                                             \
                                                                               \
        reset(&b, guest);                                                      \
        memset(&b.u, 0x5a, sizeof(b.u));                                       \
        check(&LIBXL_BUILDINFO_FIELD(&b, field) == &b.field,                   \
              #guest " " #field " is taken from another union member");        \
    } while (0)

static void every_field(void)
{
    LIBXL_PVH_FIELDS(ROW)
}

static void shim_fields(void)
{
#ifdef WANT_SHIM
    LIBXL_PVH_SHIM_FIELDS(ROW)
#else
    libxl_domain_build_info b;

    /* HAS compiles without pvshim, FIELD does not. */
    reset(&b, number(3));
    check(!LIBXL_BUILDINFO_HAS(&b, pvshim),
          "has pvshim although there is none");
#endif
}

/* What can be asked for: each macro is 1, or not defined. */
static void announced(void)
{
#ifdef LIBXL_PVH_HAVE_PVH
    int pvh = LIBXL_PVH_HAVE_PVH;
#else
    int pvh = 0;
#endif
#ifdef LIBXL_PVH_HAVE_PVSHIM
    int shim = LIBXL_PVH_HAVE_PVSHIM;
#else
    int shim = 0;
#endif

    IF_PVH(check(pvh == 1, "LIBXL_PVH_HAVE_PVH");)
    IF_NO_PVH(check(pvh == 0, "LIBXL_PVH_HAVE_PVH");)
#ifdef WANT_SHIM
    check(shim == 1, "LIBXL_PVH_HAVE_PVSHIM");
#else
    check(shim == 0, "LIBXL_PVH_HAVE_PVSHIM");
#endif
}

static void values(void)
{
    libxl_domain_build_info b;
    const libxl_domain_build_info *c = &b;

    reset(&b, PV);
    LIBXL_BUILDINFO_FIELD(&b, kernel) = filled;
    LIBXL_BUILDINFO_FIELD(&b, bootloader) = other;
    LIBXL_BUILDINFO_FIELD(&b, bootloader_args) = list;
    check(!strcmp(LIBXL_BUILDINFO_FIELD(c, kernel), "filled"), "kernel");
    check(!strcmp(LIBXL_BUILDINFO_FIELD(c, bootloader), "other"), "bootloader");
    check(LIBXL_BUILDINFO_FIELD(c, bootloader_args)[0] == filled, "args");
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
    check(p == &b[1], "FIELD does not evaluate its argument once");
    check(LIBXL_BUILDINFO_HAS(p++, bootloader), "HAS is wrong");
    check(p == &b[2], "HAS does not evaluate its argument once");
    check(LIBXL_BUILDINFO_FIELD(&b[0], bootloader) == filled, "FIELD p++");
    p = b;
    b[0].type = b[1].type = LIBXL_DOMAIN_TYPE_INVALID;
    libxl_domain_build_info_init_type(p++, *t++);
    check(p == &b[1] && t == &type[1], "init_type does not evaluate once");
    libxl_domain_build_info_init_type(p++, next_type());
    check(p == &b[2] && nr_calls == 1, "init_type does not call once");
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
    every_field();
    shim_fields();
    announced();
    values();
    evaluated_once();
    aliases();
    printf("%d checks, %d failed\n", nr_checks, nr_failed);
    return nr_failed ? 1 : 0;
}

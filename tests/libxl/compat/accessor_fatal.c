/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A program's own handler for a field without meaning for the guest's type
 * (LIBXL_PVH_FATAL), for every field and type, in C and C++.  The layout is
 * given as in accessor_caller.c, and:
 *   FATAL_LEAVES        the handler does not return, but calls longjmp, or
 *                       throws in C++
 *   LIBXL_PVH_NO_FILE   the handler does not get file and line
 */
#ifdef __cplusplus
extern "C" {
#endif
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __cplusplus
}
#endif

static const char *field_told, *file_told;
static int type_told, line_told, nr_told;
static void leave(void);

static void told(const char *field, int type, const char *file, int line)
{
    field_told = field;
    type_told = type;
    file_told = file;
    line_told = line;
    nr_told++;
    leave();
}
#ifdef FATAL_LEAVES
/* The macro may be defined with or without arguments. */
#define LIBXL_PVH_FATAL told
#else
#define LIBXL_PVH_FATAL(field, type, file, line) told(field, type, file, line)
#endif

#ifdef __cplusplus
extern "C" {
#endif
#include <libxl.h>
#include <libxl_pvh.h>
#ifdef __cplusplus
}
#endif

#ifdef FATAL_LEAVES
#ifdef __cplusplus
struct refusal {
};
static void leave(void)
{
    throw refusal();
}
#define ATTEMPT(what)                                                          \
    do {                                                                       \
        try {                                                                  \
            what;                                                              \
        } catch (const refusal &) {                                            \
        }                                                                      \
    } while (0)
#else
static jmp_buf before;
static void leave(void)
{
    longjmp(before, 1);
}
#define ATTEMPT(what)                                                          \
    do {                                                                       \
        if (!setjmp(before)) {                                                 \
            what;                                                              \
        }                                                                      \
    } while (0)
#endif
#else
static void leave(void)
{
}
#define ATTEMPT(what)                                                          \
    do {                                                                       \
        what;                                                                  \
    } while (0)
#endif

static int nr_failed, nr_checks;

static void check(int ok, const char *field, int type, const char *what)
{
    nr_checks++;
    if (ok)
        return;
    nr_failed++;
    printf("wrong: %s, type %d: %s\n", field, type, what);
}

static void check_told(const char *field, int type, int line)
{
    check(nr_told == 1, field, type, "the handler was not called once");
    check(nr_told && !strcmp(field_told, field), field, type, "another field");
    check(type_told == type, field, type, "another type");
#ifdef LIBXL_PVH_NO_FILE
    (void)line;
    check(!file_told && !line_told, field, type, "it got file or line");
#else
    check(nr_told && file_told && strstr(file_told, "accessor_fatal.c") != NULL,
          field, type, "another file");
    check(line_told == line, field, type, "another line");
#endif
}

static char filled[] = "filled";
static char *list[] = {filled, NULL};
#define SET_as_string(at) ((at) = filled)
#define SET_as_list(at) ((at) = list)
#define SET_as_timer(at) ((at) = LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS)
#define SET_as_bool(at) libxl_defbool_set(&(at), true)

/* Only the type of this build info is set. */
static libxl_domain_build_info one, as_it_was;
/* Static, because longjmp may change automatic variables. */
static const void *led_to;
static int was_unset;

static void reset(int type)
{
    memset(&one, 0x5a, sizeof(one));
    memcpy(&one.type, &type, sizeof(type));
    memcpy(&as_it_was, &one, sizeof(one));
    led_to = NULL;
    was_unset = 0;
    nr_told = 0;
}

static int inside(const void *at)
{
    const void *start = &one, *end = &one + 1;

    return at >= start && at < end;
}

static int as_before(void)
{
    return !memcmp(&one, &as_it_was, sizeof(one));
}

#ifdef FATAL_LEAVES
#define CHECK_NOWHERE(name, kind, type)                                        \
    check(!led_to, name, type, "the accessor was not left")
#else
#define CHECK_NOWHERE(name, kind, type)                                        \
    check(led_to && !inside(led_to), name, type, "leads into the build info"); \
    check(was_unset, name, type, "is not unset")
#endif

#define LOOK_AT(b, name, kind)                                                 \
    LIBXL_PVH__TYPE_##kind const *at = &LIBXL_BUILDINFO_FIELD(b, name);        \
                                                                               \
    led_to = at;                                                               \
    was_unset = LIBXL_PVH__UNSET_##kind(*at)

#define ROW(row) ROW_OF(row)
#define ROW_OF(name, kind, place)                                              \
    static void refuse_##name(int type)                                        \
    {                                                                          \
        const libxl_domain_build_info *c = &one;                               \
        int line = __LINE__;                                                   \
                                                                               \
        reset(type);                                                           \
        ATTEMPT(led_to = &LIBXL_BUILDINFO_FIELD(&one, name));                  \
        check_told(#name, type, line);                                         \
        /* What is written there is lost. */                                   \
        reset(type);                                                           \
        ATTEMPT(SET_##kind(LIBXL_BUILDINFO_FIELD(&one, name)));                \
        check_told(#name, type, line);                                         \
        check(as_before(), #name, type, "the build info was written to");      \
        reset(type);                                                           \
        ATTEMPT(LOOK_AT(c, name, kind));                                       \
        check_told(#name, type, line);                                         \
        CHECK_NOWHERE(#name, kind, type);                                      \
        check(as_before(), #name, type, "the build info was changed");         \
    }                                                                          \
    static void try_##name(int type)                                           \
    {                                                                          \
        reset(type);                                                           \
        if (!LIBXL_BUILDINFO_HAS(&one, name)) {                                \
            refuse_##name(type);                                               \
            nr_refused++;                                                      \
            return;                                                            \
        }                                                                      \
        ATTEMPT(led_to = &LIBXL_BUILDINFO_FIELD(&one, name));                  \
        check(!nr_told, #name, type, "refused though it is there");            \
        check(inside(led_to), #name, type, "is not in the build info");        \
    }

static int nr_refused;
LIBXL_PVH_FIELDS(ROW)
#ifdef WANT_SHIM
LIBXL_PVH_SHIM_FIELDS(ROW)
#endif

#define TRY(row) TRY_OF(row)
#define TRY_OF(name, kind, place) try_##name(types[i]);

static void every_field(void)
{
    static const int types[] = {LIBXL_DOMAIN_TYPE_INVALID, LIBXL_DOMAIN_TYPE_PV,
                                LIBXL_DOMAIN_TYPE_HVM, 3, 4};
    unsigned i;

    for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
        LIBXL_PVH_FIELDS(TRY)
#ifdef WANT_SHIM
        LIBXL_PVH_SHIM_FIELDS(TRY)
#endif
    }
}

/* A thread must not read what another one has written. */
static void *in_a_thread(void *unused)
{
    (void)unused;
    ATTEMPT(led_to = &LIBXL_BUILDINFO_FIELD(&one, bootloader));
    return NULL;
}

static void every_thread(void)
{
    const void *here;
    pthread_t thread;

    reset(LIBXL_DOMAIN_TYPE_HVM);
    in_a_thread(NULL);
    here = led_to;
    if (pthread_create(&thread, NULL, in_a_thread, NULL) ||
        pthread_join(thread, NULL))
        exit(2);
    check(nr_told == 2, "bootloader", 1,
          "the handler was not called in each thread");
#ifdef FATAL_LEAVES
    check(!here, "bootloader", 1, "the accessor was not left");
#else
    check(here && led_to && here != led_to, "bootloader", 1,
          "two threads share it");
#endif
}

int main(void)
{
    every_field();
    every_thread();
    printf("%d refused, %d checks, %d failed\n", nr_refused, nr_checks,
           nr_failed);
    return nr_failed || nr_refused < 10 ? 1 : 0;
}

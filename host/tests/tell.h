/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Built with -DTELL, the tests tell what each assertion sees, and go on.  So
 * the same program can run in the dom0 of a real Xen, with HOST_REAL in its
 * environment, and what it prints there can be compared: see boot/steps/same.
 * There it DESTROYS ALL GUESTS of the host, to begin each test as in a new one.
 */
#ifndef TELL_H
#define TELL_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

static inline bool is_real(void)
{
    return getenv("HOST_REAL");
}

/* What must not, or cannot, be done in a real host. */
static inline bool unfit(const char *test)
{
    static const char *const names[] = {
        /* It would do so. */
        "the_host_cannot_be_shut_down",
        /* They look into the files of the simulated host. */
        "a_memory_map_is_kept",
        "a_mapped_page_outlives_its_domain",
        "a_hypercall_page",
        "a_guest_that_runs_waits",
        "a_guest_that_waits_does_so_when_paused",
        "a_guest_that_halts_without_interrupts_is_off",
        "a_guest_that_halts_with_interrupts_waits",
        /* Here there are no page tables to be looked at, and less in a context.
         */
        "bad_requests_about_page_tables_are_refused",
        "a_pv_guest_starts_on_its_own_page_tables",
        "an_hvm_context_is_kept_and_checked",
        /* There a page that somebody has mapped stays the guest's. */
        "freed_pages_come_back_clean",
        /* Its limits are others. */
        "the_number_of_domains_is_limited",
        "the_number_of_event_channels_is_limited",
        "the_limit_of_ports_holds",
        /* Linux checks these, whose answers depend on its version. */
        "bad_batches_are_refused",
        "bad_grants_are_refused",
        /* They end with a signal, which takes long in an emulator. */
        "read_only_mappings_cannot_be_written",
        "a_missing_frame_cannot_be_touched",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(test, names[i]))
            return true;
    return false;
}

#undef START_TEST
#define START_TEST(name)                                                       \
    static void name##_tells(int _i);                                          \
    static void name##_fn(int _i)                                              \
    {                                                                          \
        if (unfit(#name))                                                      \
            return;                                                            \
        host_setup_to_tell();                                                  \
        printf("#### hypercalls: %s %d\n", #name, _i);                         \
        fflush(stdout);                                                        \
        name##_tells(_i);                                                      \
    }                                                                          \
    static const TTest name##_ttest = {#name, name##_fn, __FILE__, __LINE__};  \
    static const TTest *name = &name##_ttest;                                  \
    static void name##_tells(int _i CK_ATTRIBUTE_UNUSED)

#define TELL_NUMBER(x, y)                                                      \
    do {                                                                       \
        long long seen_ = (long long)(x);                                      \
        (void)(y);                                                             \
        printf("%s: %lld\n", #x, seen_);                                       \
        fflush(stdout);                                                        \
    } while (0)
#define TELL_TRUTH(text, condition)                                            \
    do {                                                                       \
        printf("%s: %s\n", text, (condition) ? "yes" : "no");                  \
        fflush(stdout);                                                        \
    } while (0)

#undef ck_assert_int_eq
#undef ck_assert_uint_eq
#undef ck_assert
#undef ck_assert_int_ne
#undef ck_assert_int_gt
#undef ck_assert_uint_gt
#undef ck_assert_uint_le
#undef ck_assert_uint_ne
#undef ck_assert_str_eq
#undef ck_assert_ptr_eq
#undef ck_assert_ptr_ne
#undef ck_assert_ptr_nonnull
#define ck_assert_int_eq TELL_NUMBER
#define ck_assert_uint_eq TELL_NUMBER
#define ck_assert(x) TELL_TRUTH(#x, x)
#define ck_assert_int_ne(x, y) TELL_TRUTH(#x " != " #y, (x) != (y))
#define ck_assert_int_gt(x, y) TELL_TRUTH(#x " > " #y, (x) > (y))
#define ck_assert_uint_gt(x, y) TELL_TRUTH(#x " > " #y, (x) > (y))
#define ck_assert_uint_le(x, y) TELL_TRUTH(#x " <= " #y, (x) <= (y))
#define ck_assert_uint_ne(x, y) TELL_TRUTH(#x " != " #y, (x) != (y))
#define ck_assert_str_eq(x, y) TELL_TRUTH(#x " is " #y, !strcmp(x, y))
#define ck_assert_ptr_eq(x, y) TELL_TRUTH(#x " == " #y, (x) == (y))
#define ck_assert_ptr_ne(x, y) TELL_TRUTH(#x " != " #y, (x) != (y))
#define ck_assert_ptr_nonnull(x) TELL_TRUTH(#x, (x) != NULL)

#endif

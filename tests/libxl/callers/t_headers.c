/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The accessors of the set published for 4.8 work as its header documents them
 * (A3), if only libxl.h is included.
 */
#include "t_headers.h"
#include "child.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INCLUDE "#include <stdlib.h>\n#include <libxl.h>\n"

/* Compile the text with "CC FLAGS" and the new headers. */
static void compile(struct child *c, const char *flags, const char *text)
{
    char cmd[4000];
    const char *argv[] = {"/bin/sh", "-c", cmd, NULL};
    const char *source = scratch_path("header.c");

    write_file(source, text);
    snprintf(cmd, sizeof(cmd), "%s -isystem '%s' %s '%s'", getenv("CALLERS_CC"),
             prefix_path(NEW, "include"), flags, source);
    child_run(c, NEW, 0, argv);
}

/* The first line of the message has the compiler's error without its place. */
static void expect_compiles(const char *flags, const char *text)
{
    struct child c;
    const char *error;

    compile(&c, flags, text);
    error = strstr(c.err, "error: ");
    ck_assert_msg(c.status == 0, "%s\n%s\n%s", error ? error : "no error",
                  c.cmd, c.err);
    child_free(&c);
}

#define C99 "-std=c99 -pedantic -Wall -Wextra -Werror -fsyntax-only"
#define GNU11 "-std=gnu11 -Wall -Wextra -Werror -fsyntax-only"
#define CXX11 "-x c++ -std=c++11 -Wall -Wextra -Werror -fsyntax-only"

#define POINTER                                                                \
    INCLUDE "libxl_defbool *of(libxl_domain_build_info *b);\n"                 \
            "libxl_defbool *of(libxl_domain_build_info *b)\n"                  \
            "{ return LIBXL_BUILDINFO_ACCESS_PVH_HVM(b, apic); }\n"

START_TEST(a3_accessors_in_c99)
{
    expect_compiles(C99, POINTER);
}
END_TEST

START_TEST(a3_accessors_in_cxx)
{
    expect_compiles(CXX11, POINTER);
}
END_TEST

START_TEST(a3_ok_takes_the_one_argument_that_is_documented)
{
    expect_compiles(GNU11, INCLUDE
                    "int of(libxl_domain_build_info *b);\n"
                    "int of(libxl_domain_build_info *b)\n"
                    "{ return LIBXL_BUILDINFO_ACCESS_PVH_PV_OK(b) +\n"
                    "         LIBXL_BUILDINFO_ACCESS_PVH_HVM_OK(b); }\n");
}
END_TEST

START_TEST(a3_subfield_pvh_leads_to_the_field)
{
    expect_compiles(GNU11, INCLUDE
                    "libxl_defbool *of(libxl_domain_build_info *b);\n"
                    "libxl_defbool *of(libxl_domain_build_info *b)\n"
                    "{ return &b->LIBXL_BUILDINFO_SUBFIELD_PVH apic; }\n");
}
END_TEST

/*
 * A word of libxl.h or its comments must be a macro, or the beginning of
 * macros, as in LIBXL_BUILDINFO_ACCESS_PVH_{PV,HVM}.
 */
static void expect_defined(const char *macros, const char *word, size_t len)
{
    char define[160];

    snprintf(define, sizeof(define), "#define %.*s", (int)len, word);
    ck_assert_msg(strstr(macros, define) != NULL,
                  "%.*s, which libxl.h names, is not defined", (int)len, word);
}

static size_t check_words(const char *text, const char *macros)
{
    static const char start[] = "LIBXL_BUILDINFO_";
    size_t n = 0, len;

    for (const char *p = text; (p = strstr(p, start)); p += len, n++) {
        len = strlen(start);
        while (isupper((unsigned char)p[len]) || p[len] == '_')
            len++;
        expect_defined(macros, p, len);
    }
    return n;
}

START_TEST(a3_macros_that_headers_name_are_defined)
{
    static const char *const headers[] = {"include/libxl.h",
                                          "include/libxl_pvh.h"};
    size_t n = 0;
    struct child c;

    compile(&c, "-E -dM", INCLUDE);
    child_expect(&c, 0);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        const char *path = prefix_path(NEW, headers[i]);
        char *text = file_says(path, "") ? read_file(path, NULL) : NULL;

        n += text ? check_words(text, c.out) : 0;
        free(text);
    }
    ck_assert_uint_gt(n, 5);
    child_free(&c);
}
END_TEST

TCase *tcase_headers(void)
{
    TCase *t = tcase_create("headers");

    tcase_add_test(t, a3_accessors_in_c99);
    tcase_add_test(t, a3_accessors_in_cxx);
    tcase_add_test(t, a3_ok_takes_the_one_argument_that_is_documented);
    tcase_add_test(t, a3_subfield_pvh_leads_to_the_field);
    tcase_add_test(t, a3_macros_that_headers_name_are_defined);
    return t;
}

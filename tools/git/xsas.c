/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "git/xsas.h"
#include "base/buf.h"

/*
 * A message says that it fixes an advisory in a sentence of its own:
 *
 *     This is XSA-327.
 *     This is part of XSA-115 / CVE-2020-12345.
 *     This is CVE-2018-12345 and CVE-2018-12346 / part of XSA-273.
 *     This is part of the fix to a security issue, XSA-149.
 *     Everything together is XSA-501.      (the last commit of a series)
 *
 * Between its first word and the number are only the words below.  Any other
 * word means that the sentence tells of an advisory without fixing it: "This
 * is a followup to XSA-175.", "This is (not really) XSA-286", "This was
 * introduced by XSA-296.", "This documents, but does not fix, XSA-370.", and
 * those that begin otherwise: "Since XSA-322 ...", "as a result of XSA-237",
 * "XSA-240 introduced ...".  So do subjects: they name what went wrong with an
 * earlier fix ("fix XSA-417 patch").
 */
static const char *const firsts[] = {"This", "Everything"};
static const char *const words[] = {
    "is",      "part",          "of",  "together", "and",      "the",
    "patch",   "fix",           "to",  "a",        "security", "issue",
    "problem", "vulnerability", "bug",
};

#define IS_ONE_OF(word, len, list)                                             \
    is_one_of(word, len, list, sizeof(list) / sizeof((list)[0]))

static bool is_one_of(const char *word, size_t len, const char *const *list,
                      size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(list[i]) == len && !strncmp(word, list[i], len))
            return true;
    return false;
}

static void add_number(unsigned **v, size_t *n, unsigned number)
{
    for (size_t i = 0; i < *n; i++)
        if ((*v)[i] == number)
            return;
    *v = bpq_grow(*v, *n + 1, sizeof(**v));
    (*v)[(*n)++] = number;
}

/* "XSA-327", or with its dash forgotten; 0 if it is none. */
static unsigned advisory(const char *word, size_t len)
{
    const char *p = word + 3;
    unsigned number = 0;

    if (len < 4 || strncmp(word, "XSA", 3))
        return 0;
    p += *p == '-';
    for (; p < word + len; p++) {
        if (!isdigit((unsigned char)*p) || number > 99999)
            return 0;
        number = 10 * number + (unsigned)(*p - '0');
    }
    return number;
}

/* The rest of a sentence, behind its first word. */
static void read_sentence(const char *p, unsigned **v, size_t *n)
{
    static const char between[] = " \n/,+";

    for (;;) {
        const char *word = p + strspn(p, between);
        size_t len = strcspn(word, " \n/,+.;:()[]");
        unsigned number = advisory(word, len);

        if (number)
            add_number(v, n, number);
        else if (!IS_ONE_OF(word, len, words) &&
                 (len < 4 || strncmp(word, "CVE-", 4)))
            return;
        p = word + len;
    }
}

void bpq_message_advisories(const char *message, unsigned **v, size_t *n)
{
    const char *p = strchr(message, '\n');

    while (p && *p) {
        size_t len;

        p += strspn(p, " \t\n([");
        len = strcspn(p, " \t\n");
        if (IS_ONE_OF(p, len, firsts))
            read_sentence(p + len, v, n);
        p += len;
    }
}

unsigned bpq_advisory_number(const char *name)
{
    const char *p = name + 3;
    size_t n;

    if (strncasecmp(name, "xsa", 3))
        return 0;
    p += *p == '-';
    n = strspn(p, "0123456789");
    return n && n < 6 && !p[n] ? (unsigned)atoi(p) : 0;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/smplnames.h"

#include <ctype.h>
#include <string.h>

/* ---- words ---- */

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static size_t word_len(const char *p, const char *end)
{
    const char *q = p;

    while (q < end && is_letter(*q))
        q++;
    return (size_t)(q - p);
}

/* Does the text have WORD as a whole word? */
static bool has_word(struct bpq_str text, struct bpq_str word)
{
    const char *p = text.p, *end = text.p + text.len;

    while (p < end && (p = memmem(p, (size_t)(end - p), word.p, word.len))) {
        const char *to = p + word.len;

        if ((p == text.p || !is_letter(p[-1])) &&
            (to == end || !is_letter(*to)))
            return true;
        p++;
    }
    return false;
}

static bool is_one_of(struct bpq_str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bpq_str_eq(word, bpq_str(words[i])))
            return true;
    return false;
}

/*
 * Words that the text may lack although the line is found in it: a number, a
 * keyword, or what Coccinelle's isomorphisms (standard.iso) replace.
 */
static bool may_be_missing(struct bpq_str word)
{
    static const char *const words[] = {"auto",
                                        "break",
                                        "case",
                                        "char",
                                        "const",
                                        "continue",
                                        "default",
                                        "do",
                                        "double",
                                        "else",
                                        "enum",
                                        "extern",
                                        "float",
                                        "for",
                                        "goto",
                                        "if",
                                        "inline",
                                        "int",
                                        "long",
                                        "register",
                                        "restrict",
                                        "return",
                                        "short",
                                        "signed",
                                        "sizeof",
                                        "static",
                                        "struct",
                                        "switch",
                                        "typedef",
                                        "typeof",
                                        "union",
                                        "unsigned",
                                        "void",
                                        "volatile",
                                        "while",
                                        "NULL",
                                        "true",
                                        "false",
                                        "TRUE",
                                        "FALSE",
                                        "likely",
                                        "unlikely",
                                        "__predict_true",
                                        "__predict_false",
                                        "kmalloc",
                                        "kcalloc",
                                        "kzalloc",
                                        "snd_magic_kcalloc",
                                        "GFP_KERNEL",
                                        "set_bit",
                                        "test_and_set_bit"};

    return isdigit((unsigned char)*word.p) ||
           is_one_of(word, words, sizeof(words) / sizeof(words[0]));
}

/* ---- lines ---- */

/* Take the next line off *rest. */
static bool next_line(struct bpq_str *rest, struct bpq_str *line)
{
    const char *nl;

    if (!rest->len)
        return false;
    nl = memchr(rest->p, '\n', rest->len);
    line->p = rest->p;
    line->len = nl ? (size_t)(nl - rest->p) : rest->len;
    rest->p += line->len + (nl != NULL);
    rest->len -= line->len + (nl != NULL);
    return true;
}

static bool has(struct bpq_str s, const char *what)
{
    return s.len && memmem(s.p, s.len, what, strlen(what));
}

/* Without a comment at its end, and without blanks. */
static struct bpq_str code_of(struct bpq_str line)
{
    const char *to = line.len ? memmem(line.p, line.len, "//", 2) : NULL;

    if (to)
        line.len = (size_t)(to - line.p);
    return bpq_str_strip(line);
}

/* ---- the head of a rule ---- */

/* Is a line "identifier NAME = {WORD, ...};"?  Then *set is what is in { }. */
static bool read_set(struct bpq_str line, struct bpq_str name,
                     struct bpq_str *set)
{
    static const char word[] = "identifier";
    struct bpq_str s = code_of(line);
    const char *open, *close;

    if (s.len <= strlen(word) || strncmp(s.p, word, strlen(word)) ||
        !isspace((unsigned char)s.p[strlen(word)]))
        return false;
    s.p += strlen(word);
    s.len -= strlen(word);
    s = bpq_str_strip(s);
    if (word_len(s.p, s.p + s.len) != name.len || memcmp(s.p, name.p, name.len))
        return false;
    s.p += name.len;
    s.len -= name.len;
    s = bpq_str_strip(s);
    if (s.len < 5 || *s.p != '=' || s.p[s.len - 1] != ';')
        return false;
    s = bpq_str_strip((struct bpq_str){s.p + 1, s.len - 2});
    if (s.len < 3 || *s.p != '{' || s.p[s.len - 1] != '}')
        return false;
    open = s.p + 1;
    close = s.p + s.len - 1;
    *set = (struct bpq_str){open, (size_t)(close - open)};
    for (const char *p = open; p < close; p++)
        if (!is_letter(*p) && !isspace((unsigned char)*p) && *p != ',')
            return false;
    return true;
}

/*
 * Does the text have a name of the set?  A name that the head has elsewhere,
 * too, may itself stand for something.
 */
static bool has_one_of(struct bpq_str text, struct bpq_str set,
                       struct bpq_str head)
{
    struct bpq_str before = {head.p, (size_t)(set.p - head.p)};
    struct bpq_str behind = {set.p + set.len, head.len - before.len - set.len};
    const char *p = set.p, *end = set.p + set.len;

    while (p < end) {
        size_t n = word_len(p, end);

        struct bpq_str word = {p, n};

        if (n && (has_word(text, word) || has_word(before, word) ||
                  has_word(behind, word)))
            return true;
        p += n ? n : 1;
    }
    return false;
}

/* May a metavariable, declared in the head, stand for something in the text? */
static bool may_stand(struct bpq_str head, struct bpq_str name,
                      struct bpq_str text)
{
    struct bpq_str rest = head, line, set;

    while (next_line(&rest, &line))
        if (read_set(line, name, &set))
            return has_one_of(text, set, head);
    return true;
}

/* ---- the body of a rule ---- */

/* A line whose names are not all needed: alternatives, optional code, or text
 * in quotes. */
static bool is_odd(struct bpq_str line)
{
    static const char *const odd[] = {"\\", "<", "when", "\"",
                                      "'",  "?", "#",    "@@"};

    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
        if (has(line, odd[i]))
            return true;
    return false;
}

/* May the removed line be found in the text? */
static bool line_named(struct bpq_str line, struct bpq_str head,
                       struct bpq_str text)
{
    const char *p, *end;

    line = code_of(line);
    if (is_odd(line))
        return true;
    for (p = line.p, end = p + line.len; p < end;) {
        struct bpq_str word = {p, word_len(p, end)};

        if (word.len && !may_be_missing(word) &&
            !(has_word(head, word) ? may_stand(head, word, text)
                                   : has_word(text, word)))
            return false;
        p += word.len ? word.len : 1;
    }
    return true;
}

/* A group of lines in a body that begin with + or -. */
struct group {
    size_t added, removed;
};

/*
 * Read the body of a rule; *rest begins with it, and then with the next head.
 * True if the rule may change something in the text.  *removes is set if it has
 * a line that it removes.
 */
static bool body_named(struct bpq_str *rest, struct bpq_str head,
                       struct bpq_str text, bool *removes)
{
    struct bpq_str line, was = *rest;
    struct group g = {0, 0};

    for (; next_line(rest, &line); was = *rest) {
        if (line.len && *line.p == '@') {
            *rest = was;
            break;
        }
        if (line.len && *line.p == '+' && !has(line, "@@")) {
            g.added++;
            continue;
        }
        if (line.len && *line.p == '-') {
            if (line_named((struct bpq_str){line.p + 1, line.len - 1}, head,
                           text))
                return true;
            g.removed++;
            *removes = true;
            continue;
        }
        /* lines are added without any being removed, or code is only found */
        if ((g.added && !g.removed) || has(line, "@@") ||
            (line.len && strchr("+*?!", *line.p)) ||
            (bpq_str_strip(line).len && *bpq_str_strip(line).p == '@'))
            return true;
        g = (struct group){0, 0};
    }
    return g.added && !g.removed;
}

/* "@@", or "@NAME AND MORE@" */
static bool is_head(struct bpq_str line)
{
    struct bpq_str s = bpq_str_strip(line);

    return s.len >= 2 && line.p == s.p && *s.p == '@' &&
           s.p[s.len - 1] == '@' && !memchr(s.p + 1, '@', s.len - 2);
}

/* Read the head that begins with LINE; false if it is no plain one. */
static bool read_head(struct bpq_str *rest, struct bpq_str line,
                      struct bpq_str *head)
{
    *head = line;
    if (!is_head(line))
        return false;
    while (next_line(rest, &line)) {
        head->len = (size_t)(line.p + line.len - head->p);
        if (bpq_str_eq(bpq_str_strip(line), bpq_str("@@")) && *line.p == '@')
            return !has_word(*head, bpq_str("extends"));
        if (has(line, "@"))
            return false;
    }
    return false;
}

bool bpq_smpl_names(struct bpq_str smpl, struct bpq_str text)
{
    struct bpq_str rest = smpl, line, head;
    bool has_rule = false, removes = false;

    if (has(smpl, "/*") || has(smpl, "#!") || has(smpl, "\r"))
        return true;
    while (next_line(&rest, &line)) {
        if (!has(line, "@") && !has_rule)
            continue;
        if (has_rule || *line.p == '@') {
            has_rule = true;
            if (!read_head(&rest, line, &head) ||
                body_named(&rest, head, text, &removes))
                return true;
        } else if (!bpq_str_eq(code_of(line), bpq_str(""))) {
            return true;
        }
    }
    return !removes;
}

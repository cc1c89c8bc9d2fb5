/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>

#include "verbs/jsontext.h"
#include "base/printable.h"
#include "verbs/say.h"

static json_t *string(const char *text)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    json_t *s;

    bpq_printable_line(&b, bpq_str(text));
    s = json_string(b.p ? b.p : "");
    bpq_buf_free(&b);
    return s;
}

void jsontext_set(json_t *o, const char *key, const char *text)
{
    json_object_set_new(o, key, string(text));
}

void jsontext_set_id(json_t *o, const char *key, const git_oid *id)
{
    json_object_set_new(o, key, json_string(git_oid_tostr_s(id)));
}

json_t *jsontext_lines(const struct bpq_strs *lines)
{
    json_t *a = json_array();

    for (size_t i = 0; i < lines->n; i++)
        json_array_append_new(a, string(lines->v[i]));
    return a;
}

json_t *jsontext_types(const struct bpq_public_types *t)
{
    json_t *a = json_array();

    for (size_t i = 0; i < t->n; i++) {
        json_t *o = json_object();

        jsontext_set(o, "name", t->v[i].name);
        jsontext_set(o, "path", t->v[i].path);
        json_array_append_new(a, o);
    }
    return a;
}

void jsontext_say(const json_t *o, size_t flags)
{
    char *text = json_dumps(o, flags);

    if (!text)
        bpq_out_of_memory();
    say_bytes(bpq_str(text));
    say_bytes(bpq_str("\n"));
    free(text);
}

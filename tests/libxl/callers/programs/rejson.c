/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reads configurations as JSON and writes them again, like a program that lists
 * stored ones.  It does not name any guest type.
 *
 * usage: rejson FILE...
 */
#include "caller.h"

static char *slurp(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = calloc(1, 1 << 16);

    MUST(f != NULL && text != NULL);
    MUST(fread(text, 1, (1 << 16) - 1, f) > 0);
    fclose(f);
    return text;
}

static void one(struct caller *c, const char *path)
{
    libxl_domain_config d;
    char *text = slurp(path), *json;

    libxl_domain_config_init(&d);
    MUST(libxl_domain_config_from_json(c->ctx, &d, text) == 0);
    json = libxl_domain_config_to_json(c->ctx, &d);
    MUST(json != NULL);
    printf("type %d %d\n%s", (int)d.c_info.type, (int)d.b_info.type, json);
    show_again(c, &d, json);
    free(json);
    free(text);
    libxl_domain_config_dispose(&d);
}

int main(int argc, char **argv)
{
    struct caller c;

    caller_open(&c);
    for (int i = 1; i < argc; i++)
        one(&c, argv[i]);
    caller_close(&c);
    return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-only */
#include "git/settings.h"

#include <git2.h>
#include <stddef.h>

#include "git/clonedir.h"

/*
 * libgit2, where it is built with mbed TLS, reads all certificates that this
 * machine trusts each time that it is initialised, which takes a tenth of the
 * time of a short run.  bpq connects to nothing; with none read, nothing could
 * be connected to.  A program's own function comes before that of a library.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}

/*
 * The machine's git configuration must not change a result: only the objects of
 * the clone count.
 */
void bpq_git_settings(void)
{
    static const int levels[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
                                 GIT_CONFIG_LEVEL_GLOBAL,
                                 GIT_CONFIG_LEVEL_PROGRAMDATA};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
    bpq_clonedir_settings();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    /* new objects refer to new ones, or to those a partial clone may lack */
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
    /* git does not verify objects from a pack, either */
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    /* files are read again and again */
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)96 << 20);
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB,
                     (size_t)1 << 20);
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE,
                     (size_t)1 << 16);
}

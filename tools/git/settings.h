/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SETTINGS_H
#define BPQ_SETTINGS_H

/* How libgit2, which was initialised, works for this program. */
void bpq_git_settings(void);
/* In the place of mbed TLS's: reads no certificates. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

#endif

/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_RUNTIME_H
#define RECORDS_RUNTIME_H

/*
 * The functions of a replica: init, copy and dispose work by tables that are
 * generated from a record.  Members of a nested struct without a name are in
 * the table of the struct that contains it.
 */
#include <stdbool.h>
#include <stddef.h>

enum replica_sort {
    REPLICA_PLAIN,
    REPLICA_STRING,
    REPLICA_LIST,    /* strings, up to NULL */
    REPLICA_COUNTED, /* an array of type, or of elements of size bytes */
    REPLICA_STRUCT
};

struct replica_member {
    enum replica_sort sort;
    size_t offset, size, count_at;
    const struct replica_type *type;
    long long init;
    bool freed, copied;
    bool keyed; /* valid only if the type's key has this value */
    int key;
};

struct replica_type {
    const char *name;
    size_t size, key_at;
    const struct replica_member *members, *end;
    int no_key; /* the key's value after init */
    bool init_clears, dispose_clears, key_once;
};

void replica_init(const struct replica_type *t, void *p);
void replica_init_key(const struct replica_type *t, void *p, int key);
void replica_dispose(const struct replica_type *t, void *p);
void replica_copy(const struct replica_type *t, void *to, const void *from);

struct replica_name {
    const char *string;
    int value;
};

/* to_string returns NULL for an unknown value, from_string 0 or ERROR_INVAL. */
const char *replica_to_string(const struct replica_name *names, int value);
int replica_from_string(const struct replica_name *names, const char *string,
                        int *value);

/* End the program with a message: a replica lacks this function. */
_Noreturn void replica_stop(const char *function);

#endif

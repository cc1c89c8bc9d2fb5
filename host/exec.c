/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Runs programs in the host's folders; see paths.h.  The C library's execl and
 * execvp call execve internally, which cannot be redirected, so each function
 * of the family is replaced.
 */
#include "paths.h"
#include "next.h"

#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

extern char **environ;

EXPORTED int execve(const char *path, char *const argv[], char *const envp[])
{
    char buf[HOST_PATH_SIZE];

    return NEXT(execve)(host_path(path, buf, sizeof(buf)), argv, envp);
}

EXPORTED int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

EXPORTED int execvpe(const char *file, char *const argv[], char *const envp[])
{
    char buf[HOST_PATH_SIZE];

    return NEXT(execvpe)(host_path(file, buf, sizeof(buf)), argv, envp);
}

EXPORTED int execvp(const char *file, char *const argv[])
{
    return execvpe(file, argv, environ);
}

/* Count the arguments up to NULL; ap then stands behind it. */
static size_t count(va_list ap)
{
    size_t n = 1;

    while (va_arg(ap, char *))
        n++;
    return n;
}

#define LIST(first, ap, argv)                                                  \
    va_start(ap, first);                                                       \
    char *argv[count(ap) + 1];                                                 \
    va_end(ap);                                                                \
    argv[0] = (char *)(uintptr_t)first;                                        \
    va_start(ap, first);                                                       \
    for (size_t i = 1; (argv[i] = va_arg(ap, char *)); i++)                    \
        ;

EXPORTED int execl(const char *path, const char *first, ...)
{
    va_list ap;

    LIST(first, ap, argv)
    va_end(ap);
    return execve(path, argv, environ);
}

EXPORTED int execlp(const char *file, const char *first, ...)
{
    va_list ap;

    LIST(first, ap, argv)
    va_end(ap);
    return execvpe(file, argv, environ);
}

EXPORTED int execle(const char *path, const char *first, ...)
{
    char *const *envp;
    va_list ap;

    LIST(first, ap, argv)
    envp = va_arg(ap, char *const *);
    va_end(ap);
    return execve(path, argv, envp);
}

#define SPAWN(name)                                                            \
    EXPORTED int name(pid_t *pid, const char *path,                            \
                      const posix_spawn_file_actions_t *actions,               \
                      const posix_spawnattr_t *attributes, char *const argv[], \
                      char *const envp[])                                      \
    {                                                                          \
        char buf[HOST_PATH_SIZE];                                              \
                                                                               \
        return NEXT(name)(pid, host_path(path, buf, sizeof(buf)), actions,     \
                          attributes, argv, envp);                             \
    }

SPAWN(posix_spawn)
SPAWN(posix_spawnp)

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Runs programs in the host's folders; see paths.h.  The C library's execl and
 * execvp call execve internally, which cannot be redirected, so each function
 * of the family is replaced.
 */
#include "paths.h"
#include "next.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/*
 * Where the tools are of another architecture than the machine, an emulator
 * runs them; their variable XENHOST_EMULATE names the script that starts it.
 * The kernel runs the scripts and the machine's own programs that they start,
 * which must not see host.so and Xen's libraries.
 */
#if defined(__aarch64__)
#define OWN_MACHINE EM_AARCH64
#elif defined(__arm__)
#define OWN_MACHINE EM_ARM
#elif defined(__i386__)
#define OWN_MACHINE EM_386
#else
#define OWN_MACHINE EM_X86_64
#endif

/* Is the file a program of this one's architecture? */
static bool is_own(const char *path)
{
    Elf32_Ehdr header; /* the machine is at the same place in all */
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool own = fd >= 0 && read(fd, &header, sizeof(header)) == sizeof(header) &&
               !memcmp(header.e_ident, ELFMAG, SELFMAG) &&
               header.e_machine == OWN_MACHINE;

    if (fd >= 0)
        close(fd);
    return own;
}

static size_t length(char *const list[])
{
    size_t n = 0;

    while (list[n])
        n++;
    return n;
}

static bool is_for_own(const char *variable)
{
    return !strncmp(variable, "LD_PRELOAD=", strlen("LD_PRELOAD=")) ||
           !strncmp(variable, "LD_LIBRARY_PATH=", strlen("LD_LIBRARY_PATH="));
}

static int execute_emulated(const char *emulate, const char *path,
                            char *const argv[], char *const envp[])
{
    size_t n = length(argv), room = length(envp) + 1, left = 0;
    char *arguments[n + 2], *variables[room];
    bool own = is_own(path);

    for (size_t i = 0; envp[i]; i++)
        if (!is_for_own(envp[i]))
            variables[left++] = envp[i];
    variables[left] = NULL;
    if (!own)
        return NEXT(execve)(path, argv, variables);
    arguments[0] = (char *)(uintptr_t)emulate;
    arguments[1] = (char *)(uintptr_t)path;
    for (size_t i = 1; i <= n; i++)
        arguments[i + 1] = argv[i];
    return NEXT(execve)(emulate, arguments, variables);
}

EXPORTED int execve(const char *path, char *const argv[], char *const envp[])
{
    const char *emulate = getenv("XENHOST_EMULATE");
    char buf[HOST_PATH_SIZE];

    path = host_path(path, buf, sizeof(buf));
    return emulate ? execute_emulated(emulate, path, argv, envp)
                   : NEXT(execve)(path, argv, envp);
}

EXPORTED int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

/* A name without a slash is searched for; the folders of PATH are not the
 * host's. */
static int search_and_execute(const char *file, char *const argv[],
                              char *const envp[])
{
    const char *path = getenv("PATH");
    char all[HOST_PATH_SIZE];

    if (strchr(file, '/'))
        return execve(file, argv, envp);
    if (!path)
        path = "/usr/bin:/bin";
    while (*path) {
        int len = (int)strcspn(path, ":");

        snprintf(all, sizeof(all), "%.*s/%s", len, path, file);
        if (!access(all, X_OK))
            return execve(all, argv, envp);
        path += len + (path[len] == ':');
    }
    errno = ENOENT;
    return -1;
}

EXPORTED int execvpe(const char *file, char *const argv[], char *const envp[])
{
    char buf[HOST_PATH_SIZE];

    if (getenv("XENHOST_EMULATE"))
        return search_and_execute(file, argv, envp);
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

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * device-model: replaces qemu.  It takes qemu's arguments from libxl, writes
 * to xenstore that it runs, and accepts every QMP request.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xenstore.h>

static const char greeting[] =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 8, "
    "\"major\": 2}, \"package\": \"\"}, \"capabilities\": []}}\r\n";

static void die(const char *what)
{
    fprintf(stderr, "device-model: %s\n", what);
    exit(1);
}

static const char *argument(char **argv, const char *name, const char *part)
{
    for (; *argv && argv[1]; argv++)
        if (!strcmp(*argv, name) && strstr(argv[1], part))
            return argv[1];
    return NULL;
}

/* "socket,id=libxl-cmd,path=PATH,server,nowait" */
static int listen_at(const char *chardev)
{
    const char *path = chardev ? strstr(chardev, "path=") : NULL;
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (!path)
        die("no -chardev for libxl");
    path += strlen("path=");
    snprintf(addr.sun_path, sizeof(addr.sun_path), "%.*s",
             (int)strcspn(path, ","), path);
    unlink(addr.sun_path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
        listen(fd, 4))
        die("cannot listen for libxl");
    return fd;
}

static void say_running(const char *domid)
{
    struct xs_handle *xs = xs_open(0);
    char path[80];

    snprintf(path, sizeof(path), "/local/domain/0/device-model/%s/state",
             domid);
    if (!xs || !xs_write(xs, XBT_NULL, path, "running", 7))
        die("cannot write to xenstore");
    xs_close(xs);
}

/* The number of vCPUs: that of -smp, plus those added.  Like qemu it cannot
   remove any. */
static int n_cpus = 1;

static void print_answer(FILE *f, const char *request)
{
    if (strstr(request, "\"cpu-add\""))
        n_cpus++;
    if (!strstr(request, "\"query-cpus\"")) {
        fputs("{}", f);
        return;
    }
    for (int i = 0; i < n_cpus; i++)
        fprintf(f, "%s{\"CPU\": %d}", i ? ", " : "[", i);
    fputs("]", f);
}

/* The first id in a request is its own; arguments may have ids, too. */
static void answer(FILE *f, const char *request)
{
    const char *id = strstr(request, "\"id\":");

    fputs("{\"return\": ", f);
    print_answer(f, request);
    if (id)
        fprintf(f, ", \"id\": %ld", strtol(id + strlen("\"id\":"), NULL, 10));
    fputs("}\r\n", f);
    fflush(f);
}

/* Read one request, from brace to brace; false at the end of the file. */
static bool read_request(FILE *f, char *request, size_t size)
{
    size_t n = 0;
    int depth = 0, c;

    while ((c = fgetc(f)) != EOF) {
        if (c == '{')
            depth++;
        if (depth && n + 1 < size)
            request[n++] = (char)c;
        request[n] = '\0';
        if (c == '}' && --depth == 0)
            return true;
    }
    return false;
}

/* Like qemu, serve one client at a time. */
static void serve(int fd)
{
    char request[4096] = "";
    FILE *in = fdopen(fd, "r"), *out = fdopen(dup(fd), "w");

    if (!in || !out)
        die("out of memory");
    fputs(greeting, out);
    fflush(out);
    while (read_request(in, request, sizeof(request)))
        answer(out, request);
    fclose(in);
    fclose(out);
}

/* Tests read the arguments from this file. */
static void record(char **argv)
{
    const char *host = getenv("XENHOST_DIR");
    char path[4096];
    FILE *f;

    snprintf(path, sizeof(path), "%s/device-model", host ? host : "/nowhere");
    f = fopen(path, "a");
    for (; f && *argv; argv++)
        fprintf(f, "%s%c", *argv, argv[1] ? ' ' : '\n');
    if (f)
        fclose(f);
}

int main(int argc, char **argv)
{
    const char *domid = argument(argv, "-xen-domid", "");
    const char *smp = argument(argv, "-smp", "");
    int fd, client;

    (void)argc;
    if (!domid)
        die("no -xen-domid");
    if (smp)
        n_cpus = atoi(smp);
    fd = listen_at(argument(argv, "-chardev", "id=libxl-cmd"));
    record(argv);
    signal(SIGPIPE, SIG_IGN);
    say_running(domid);
    while ((client = accept(fd, NULL, NULL)) >= 0)
        serve(client);
    return 1;
}

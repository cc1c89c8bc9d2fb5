/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reads texts that may be damaged or hostile configurations; writes and copies
 * those that the library accepts.
 *
 * usage: answers FILE [NUMBER]
 *
 * FILE is what texts writes.  Prints a line for each text, with its number, its
 * name, and one of
 *     refused
 *     read KIND SUM    (KIND of guest, or "other"; checksum of its JSON)
 *     ended by signal 6
 *     ended with status 255
 * The library may end its caller, so a child reads the texts.  With NUMBER,
 * only that text is read, and its JSON is printed, too.  The status of the
 * child that read the last text, which may be a memory checker's, is the
 * program's.
 */
#include "caller.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool in_full;

struct answer {
    int read;
    const char *kind;
    uint64_t sum;
};

/*
 * Adds to the checksum (FNV-1a).  The releases write 32 characters of a cpuid
 * policy, however short it is; what follows a NUL is random and left out.
 */
static void add_json(struct answer *a, const char *s)
{
    MUST(s != NULL);
    if (in_full)
        puts(s);
    while (*s) {
        size_t n = *s == '\\' && s[1] ? 2 : 1;

        if (!strncmp(s, "\\u0000", 6)) {
            for (; *s && *s != '"'; s += *s == '\\' && s[1] ? 2 : 1)
                ;
            continue;
        }
        while (n--)
            a->sum = (a->sum ^ (unsigned char)*s++) * 0x100000001b3;
    }
}

static const char *kind_of(int type)
{
    static const char *const kinds[] = {"none", "hvm", "pv", "pvh"};

    return type > 0 && type < 4 ? kinds[type] : "none";
}

static const char *kind_domain_config(const libxl_domain_config *d)
{
    return (int)d->c_info.type == 3 ? "pvh" : kind_of((int)d->b_info.type);
}

static const char *kind_domain_build_info(const libxl_domain_build_info *b)
{
    return kind_of((int)b->type);
}

#define COPY(type)                                                             \
    {                                                                          \
        libxl_##type copy;                                                     \
        char *json;                                                            \
                                                                               \
        libxl_##type##_init(&copy);                                            \
        libxl_##type##_copy(ctx, &copy, &p);                                   \
        json = libxl_##type##_to_json(ctx, &copy);                             \
        add_json(a, json);                                                     \
        free(json);                                                            \
        libxl_##type##_dispose(&copy);                                         \
    }

#define ANSWER(type, kind_of_it, copy)                                         \
    static void answer_##type(libxl_ctx *ctx, struct answer *a, const char *s) \
    {                                                                          \
        libxl_##type p;                                                        \
        char *json;                                                            \
                                                                               \
        libxl_##type##_init(&p);                                               \
        a->read = !libxl_##type##_from_json(ctx, &p, s);                       \
        if (a->read) {                                                         \
            a->kind = kind_of_it;                                              \
            json = libxl_##type##_to_json(ctx, &p);                            \
            add_json(a, json);                                                 \
            free(json);                                                        \
            copy                                                               \
        }                                                                      \
        libxl_##type##_dispose(&p);                                            \
    }

ANSWER(domain_config, kind_domain_config(&p), COPY(domain_config))
ANSWER(domain_build_info, kind_domain_build_info(&p), COPY(domain_build_info))
ANSWER(device_channel, "other", COPY(device_channel))
ANSWER(device_usbdev, "other", COPY(device_usbdev))
ANSWER(channelinfo, "other", )
ANSWER(event, "other", )

/* The types that have unions or contain such types. */
static const struct {
    const char *name;
    void (*answer)(libxl_ctx *ctx, struct answer *a, const char *s);
} types[] = {
    {"domain_config", answer_domain_config},
    {"domain_build_info", answer_domain_build_info},
    {"device_channel", answer_device_channel},
    {"device_usbdev", answer_device_usbdev},
    {"channelinfo", answer_channelinfo},
    {"event", answer_event},
};

static void one(libxl_ctx *ctx, const char *name, const char *s)
{
    struct answer a = {0, NULL, 0xcbf29ce484222325};
    size_t len = strcspn(name, "/"), i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (!strncmp(types[i].name, name, len) && !types[i].name[len])
            break;
    MUST(i < sizeof(types) / sizeof(types[0]));
    errno = 0; /* libxl would take an earlier ERANGE as this text's */
    types[i].answer(ctx, &a, s);
    if (a.read)
        printf("read %s %016llx\n", a.kind, (unsigned long long)a.sum);
    else
        puts("refused");
}

struct texts {
    char *start, *end;
    /* The position, shared with the child. */
    char **at;
    size_t *number;
};

static char *behind(char *s)
{
    return s + strlen(s) + 1;
}

static void answer_all(struct caller *c, struct texts *t, size_t only)
{
    while (*t->at < t->end) {
        char *name = *t->at, *s = behind(name);

        if (!only || *t->number == only) {
            printf("%zu %s ", *t->number, name);
            fprintf(stderr, "%zu %s:\n", *t->number, name);
            if (in_full)
                puts(s);
            fflush(stdout);
            one(c->ctx, name, s);
            fflush(stdout);
        }
        *t->at = behind(s);
        ++*t->number;
    }
}

/* After a text that ended the child, another child reads on. */
static int answer_in_children(struct caller *c, struct texts *t, size_t only)
{
    int status = 0;

    while (*t->at < t->end) {
        pid_t pid = fork();

        MUST(pid >= 0);
        if (!pid) {
            answer_all(c, t, only);
            caller_close(c);
            exit(0);
        }
        MUST(waitpid(pid, &status, 0) == pid);
        if (*t->at == t->end)
            break;
        if (WIFSIGNALED(status))
            printf("ended by signal %d\n", WTERMSIG(status));
        else
            printf("ended with status %d\n", WEXITSTATUS(status));
        fflush(stdout);
        *t->at = behind(behind(*t->at));
        ++*t->number;
        status = 0;
    }
    return WIFSIGNALED(status) ? 1 : WEXITSTATUS(status);
}

static void *map(size_t size, int flags, int fd)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

    MUST(p != MAP_FAILED);
    return p;
}

int main(int argc, char **argv)
{
    struct caller c;
    struct texts t;
    struct stat st;
    const struct rlimit no_core = {0, 0};
    int fd, status;

    MUST(argc == 2 || argc == 3);
    in_full = argc == 3;
    fd = open(argv[1], O_RDONLY);
    MUST(fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0);
    t.start = map((size_t)st.st_size, MAP_PRIVATE, fd);
    t.end = t.start + st.st_size;
    t.at = map(sizeof(*t.at), MAP_SHARED | MAP_ANONYMOUS, -1);
    t.number = map(sizeof(*t.number), MAP_SHARED | MAP_ANONYMOUS, -1);
    *t.at = t.start;
    *t.number = 1;
    MUST(t.end[-1] == '\0');

    setrlimit(RLIMIT_CORE, &no_core);
    caller_open(&c);
    status =
        answer_in_children(&c, &t, in_full ? strtoull(argv[2], NULL, 10) : 0);
    caller_close(&c);
    return status;
}

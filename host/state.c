// SPDX-License-Identifier: LGPL-2.1-only
/* The state that the processes of one host share. */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xen/domctl.h>

#include "dir.h"
#include "lifetime.h"
#include "port.h"

/* Each process maps it once; its children inherit the mapping. */
static struct host_state *shared;
static pthread_mutex_t mapping = PTHREAD_MUTEX_INITIALIZER;

static int lock_init(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attr;
    int r = pthread_mutexattr_init(&attr);

    if (r)
        return r;
    /* A process that is killed with the lock held must not stop the host. */
    if (!(r = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED)) &&
        !(r = pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST)))
        r = pthread_mutex_init(lock, &attr);
    /* qemu has no such locks for the programs that it runs. */
    if (r == ENOTSUP &&
        !(r = pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_STALLED)))
        r = pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
    return r;
}

static int state_init(struct host_state *h)
{
    struct host_domain *dom0;
    int r;

    /* The file is new, or another process has failed to fill it. */
    h->domain[0].used = false;
    h->size = sizeof(*h);
    h->interface = XEN_DOMCTL_INTERFACE_VERSION;
    if ((r = lock_init(&h->lock)) || (r = -domain_create(h, 0, &dom0)))
        return r;
    dom0->privileged = true;
    dom0->max_pages = UINT32_MAX;
    dom0->tot_pages = 1024 * 1024 / 4 * 4;
    dom0->max_vcpus = HOST_CPUS;
    for (unsigned int i = 0; i < HOST_CPUS; i++)
        dom0->vcpu[i] = (struct host_vcpu){
            .exists = true,
            .initialised = true,
            .online = true,
            .hard = (1 << HOST_CPUS) - 1,
            .soft = (1 << HOST_CPUS) - 1,
        };
    /* xenstored finds this port in /proc/xen/xsd_port. */
    r = evtchn_alloc_unbound(dom0, 0);
    if (r < 0)
        return -r;
    h->magic = HOST_MAGIC;
    return 0;
}

/* Several processes may start at the same time; only one makes the state. */
static struct host_state *state_map(void)
{
    struct host_state *h = MAP_FAILED;
    char buf[4096];
    const char *path = host_file(buf, sizeof(buf), "state");
    struct stat st;
    int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    int e = fd < 0 ? errno : 0;

    if (!e && (flock(fd, LOCK_EX) || fstat(fd, &st)))
        e = errno;
    /* Allocate disk blocks: on a full disk, writing to a hole is fatal. */
    if (!e && !st.st_size && (e = posix_fallocate(fd, 0, sizeof(*h))) &&
        ftruncate(fd, 0))
        perror("xenhost: state");
    if (!e && st.st_size && (size_t)st.st_size != sizeof(*h))
        e = EPROTO;
    if (!e) {
        h = mmap(NULL, sizeof(*h), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (h == MAP_FAILED)
            e = errno;
    }
    if (!e && !h->magic)
        e = state_init(h);
    if (!e && (h->magic != HOST_MAGIC || h->size != sizeof(*h) ||
               h->interface != XEN_DOMCTL_INTERFACE_VERSION))
        e = EPROTO;
    if (e == EPROTO)
        fprintf(stderr, "xenhost: %s: made by a host.so of another branch\n",
                path);
    else if (e)
        fprintf(stderr, "xenhost: %s: cannot use the host's state: %s\n",
                path ? path : "XENHOST_DIR", strerror(e));
    if (e && h != MAP_FAILED)
        munmap(h, sizeof(*h));
    if (fd >= 0) {
        /* The mapping keeps the file open, so closing it would not unlock it.
         */
        flock(fd, LOCK_UN);
        close(fd);
    }
    errno = e;
    return e ? NULL : h;
}

struct host_state *host_lock(void)
{
    struct host_state *h;
    int r;

    /* `mapping' is taken only once: a child forked meanwhile would wait for a
     * thread that it does not have. */
    h = __atomic_load_n(&shared, __ATOMIC_ACQUIRE);
    if (!h) {
        pthread_mutex_lock(&mapping);
        if (!shared)
            __atomic_store_n(&shared, state_map(), __ATOMIC_RELEASE);
        h = shared;
        pthread_mutex_unlock(&mapping);
    }
    if (!h)
        return NULL;
    r = pthread_mutex_lock(&h->lock);
    if (r == EOWNERDEAD)
        r = pthread_mutex_consistent(&h->lock);
    if (!r)
        return h;
    errno = r;
    return NULL;
}

void host_unlock(struct host_state *h)
{
    pthread_mutex_unlock(&h->lock);
}

/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A simulated Xen host in a folder.
 *
 * host.so is preloaded into programs that use Xen's unmodified libraries. It
 * answers their requests to /dev/xen/{privcmd,evtchn,gntdev}, from state that
 * all programs of one host share.
 *
 * Environment:
 *   XENHOST_DIR    the host's private folder. Unset: host.so does nothing.
 *   XENHOST_FAULT  faults, separated by blanks or commas: KIND:SUB:N=WHAT, as
 *                  in "domctl:max_vcpus:1=ENOMEM". The N-th call of that kind,
 *                  counted from 1 at the start of the program, with its forked
 *                  children, does WHAT. WHAT is the name of an errno to fail
 *                  with, "die" (first the call's domain is destroyed, as by
 *                  another toolstack) or "crash" (first that domain crashes).
 *                  KIND and SUB are as in the log; SUB "*" is any. N "*" is
 *                  every call.
 *   XENHOST_SITES  if set and not empty, the log has each call's site, too.
 *
 * In the folder:
 *   state          struct host_state, mapped by every process of the host
 *   log            one line for each call:
 *                  PROGRAM:PID KIND SUB DOMAIN = RESULT [NOTE] [@SITE]
 *                  DOMAIN is "dN", or "-"; RESULT a number or -ERRNO; NOTE is
 *                  "unimplemented" or "injected"; SITE the chain of callers,
 *                  innermost first, OBJECT+OFFSET,OBJECT+OFFSET...: OFFSET is
 *                  that of the last byte of the call instruction, in
 *                  hexadecimal; the script `names' translates it
 *   domN.mem       domain N's memory, frame f at offset f << 12; f is the guest
 *                  frame, or without translation the machine frame less
 *                  mfn_base. Then HOST_HEAP frames that Xen owns, then the map
 *                  of populated frames
 *   domN.hvm       the HVM context last set (struct hvm_save_*)
 *   domN.vcpuM     the PV context of vCPU M (vcpu_guest_context_t)
 *   dev/           the files behind the devices
 */
#ifndef HOST_H
#define HOST_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define HOST_MAGIC 0x54534f484e4558ull
#define HOST_DOMAINS 64 /* at the same time; domain 0 is slot 0 */
#define HOST_VCPUS 128
#define HOST_PORTS 1024  /* event channels of a domain */
#define HOST_HANDLES 256 /* of each device, in all processes */
#define HOST_GRANT_MAPS 1024
#define HOST_PARAMS 64
#define HOST_REGIONS 128
#define HOST_NO_CODE 255 /* of a domain that was not shut down */
#define HOST_CPUS 4
#define HOST_PIRQS 64
#define HOST_MEMORY_MB 65536

#define HOST_PAGE 4096ull
#define HOST_FRAMES (1ull << 22) /* frames of a domain: 16 GB */
#define HOST_HEAP 256
#define HOST_GRANT_FRAMES 64
/* The frames that Xen owns, from HOST_FRAMES on. */
enum {
    HEAP_SHARED_INFO = 0,
    HEAP_GRANT = 1,
};
#define HOST_MAP_OFFSET ((HOST_FRAMES + HOST_HEAP) * HOST_PAGE)
#define HOST_MAP_SIZE (HOST_FRAMES / 8)

/* An event channel. */
struct host_port {
    uint8_t state; /* EVTCHNSTAT_* of Xen */
    bool pending, masked;
    uint16_t remote_dom;
    uint32_t remote_port;
    uint16_t virq;
    uint16_t handle; /* of an open /dev/xen/evtchn, from 1 on; 0: none */
};

/*
 * An open /dev/xen/evtchn (a FIFO dev/evtchn.N) or /dev/xen/gntdev (a file
 * dev/gntdev.N).  The file is locked as long as it is open.
 */
struct host_handle {
    bool used;
    ino_t ino;
};

struct host_grant_map {
    bool used;
    ino_t ino; /* of dev/gntdev.N, which holds the map */
    uint64_t vaddr;
    uint32_t count; /* in the first entry of each mapping, else 0 */
    uint32_t ref;
    uint16_t domid;
};

struct host_vcpu {
    bool exists, initialised, online;
    bool blocked;        /* waits for an event */
    uint64_t hard, soft; /* affinity: CPUs it may use, CPUs it prefers */
};

/* Guest frames whose pages Xen owns (HVM and PVH). */
struct host_special {
    uint64_t gfn;
    uint32_t heap;
    bool used;
};

/* A region of the memory map that the builder gave to the guest. */
struct host_region {
    uint64_t address, size;
    uint32_t type; /* as in an E820 map: 1 is RAM */
};

struct host_domain {
    bool used;
    uint16_t domid;
    bool hvm, hap, shutdown, privileged;
    bool translated;       /* addressed by guest frames: all but PV */
    bool created;          /* was unpaused once */
    uint8_t shutdown_code; /* or HOST_NO_CODE */
    uint32_t create_flags, emulation_flags;
    uint32_t pause_count;
    uint8_t handle[16];
    uint64_t mfn_base;
    uint64_t max_pages, tot_pages, next_frame, claim;
    uint64_t highest; /* frame that a translated guest ever had */
    uint64_t pod_entries, pod_cache; /* populated on demand */
    uint32_t max_vcpus, max_ports, grant_frames, max_grant_frames;
    uint8_t grant_version;
    uint32_t pool_mb; /* for page tables of Xen: shadow or HAP */
    uint32_t address_size, tsc_mode, tsc_incarnation;
    uint16_t weight, cap;
    uint64_t nodes;              /* affinity */
    uint64_t param[HOST_PARAMS]; /* HVM_PARAM_* */
    struct host_special special[HOST_GRANT_FRAMES + 8];
    uint32_t nr_regions;
    struct host_region region[HOST_REGIONS];
    struct host_vcpu vcpu[HOST_VCPUS];
    struct host_port port[HOST_PORTS];
};

/*
 * A function that takes this struct, or a domain in it, is called with it
 * locked (state.h) and returns what Xen would: a value >= 0, or -errno.
 */
struct host_state {
    uint64_t magic;
    uint64_t size;      /* of this struct */
    uint32_t interface; /* version of the domctls: one host, one branch */
    uint16_t last_domid;
    pthread_mutex_t lock;
    struct host_handle evtchn[HOST_HANDLES], gntdev[HOST_HANDLES];
    struct host_grant_map grant_map[HOST_GRANT_MAPS];
    struct host_domain domain[HOST_DOMAINS];
};

#endif

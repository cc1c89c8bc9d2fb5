# SPDX-License-Identifier: LGPL-2.1-only
# For sed -E: makes the same what cannot be the same in a real and in a simulated host.
# Each rule has its reason.  boot/steps/same applies them to what boot/dom0/same printed.

# Time: when a guest was made, and what it has run so far
s/(start_time = ")[0-9.]*/\1TIME/
s/^([^ ]+ .* [-rbpsdc]{3,6} +)[0-9]+\.[0-9]/\1TIME/
# Which processor a vCPU is on
s/^([^ ]+ +[0-9]+ +[0-9]+ +)[0-9]+( +[-rbp]{3} )/\1CPU\2/
# The folder of the kernels is another.
s,(^|[ "])/[^" ]*/(shim|pv)([":]),\1.../\2\3,g
# Machine frames: where in the machine the rings of a PV guest are
s/(ring-ref = ")[0-9]{5,}/\1MFN/
# There is no xenconsoled in the simulated host, which would name a terminal.
s,(tty = ")[^"]*,\1,

# What hypercalls answer: the machine, its processor and the build of Xen are others.
/^(op\.u\.cpu_levelling_caps\.caps|op\.u\.availheap\.avail_bytes|op\.u\.physinfo\.free_pages|mem\.memsize|extra is "\.0"): /d
/XENVER_build_id|XEN_DOMCTL_getvcpuextstate, 1,|__HYPERVISOR_kexec_op/d
# The console of the simulated hypervisor is empty.
/readconsole/d
# Its guests may have fewer frames, and it has fewer interrupts.
/^add\(1, XENMAPSPACE_shared_info, 0, HOST_FRAMES\)|^domctl\(XEN_DOMCTL_(hypercall_init|irq_permission), 1, /d
# Linux cuts a number off that is none of a frame, and has an error of its own for a page
# of another guest.
/^err\[2\]: /d
/^err\[0\]: -(16|22)$/d
# Domain 0 has that event channel, and Xen the machine's next frame.
/^event_channel\(EVTCHNOP_close, &close\)/d
/^hypercall\(__HYPERVISOR_mmu_update, ADDRESS\(&u\), 1, 0, 1\)/d
# Not simulated: no toolstack exchanges memory.
/XENMEM_exchange/d

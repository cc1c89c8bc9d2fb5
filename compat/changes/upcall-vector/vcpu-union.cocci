// Upstream gave hvm_vcpu the shorter name hvm after this release.
@@
struct vcpu *v;
@@
v->arch.
- hvm
+ hvm_vcpu
.evtchn_upcall_vector

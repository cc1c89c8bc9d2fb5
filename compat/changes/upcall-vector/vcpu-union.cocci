// Upstream merged hvm_vcpu and hvm_svm/vmx into one `hvm` after this release.
@@
struct vcpu *v;
@@
- v->arch.hvm.evtchn_upcall_vector
+ v->arch.hvm_vcpu.evtchn_upcall_vector

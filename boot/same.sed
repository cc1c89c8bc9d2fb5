# SPDX-License-Identifier: LGPL-2.1-only
# For sed -E: makes the same what cannot be the same in a real and in a simulated host.
# Each rule has its reason.  boot/steps/same applies them to what boot/dom0/same printed.

# Time: when a guest was made, and what it has run so far
s/(start_time = ")[0-9.]*/\1TIME/
s/^([^ ]+ .* [-rbpsdc]{3,6} +)[0-9]+\.[0-9]/\1TIME/
# Which processor a vCPU is on
s/^([^ ]+ +[0-9]+ +[0-9]+ +)[0-9]+( +[-rbp]{3} )/\1CPU\2/
# The folder of the kernels is another.
s,"(/[^" ]*)/(shim|pv)",".../\2",
# Machine frames: where in the machine the rings of a PV guest are
s/(ring-ref = ")[0-9]{5,}/\1MFN/
# There is no xenconsoled in the simulated host, which would name a terminal.
s,(tty = ")[^"]*,\1,

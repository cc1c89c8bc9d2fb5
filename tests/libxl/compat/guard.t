#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# The guard with toy libraries, which the test makes: needs no Xen.  With
# CALLERS_OLD and CALLERS_NEW set, with the real ones of these prefixes; with
# GUARD_ALL=1 in every combination of compiler, level, mode, sections, binding
# and linker, 4968 callers, which takes ten minutes of a processor.
exec sh "$(dirname "$0")/with-compilers" guard

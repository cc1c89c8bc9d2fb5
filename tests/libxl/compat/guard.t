#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# The guard, with toy libraries that the test makes; needs no Xen.  If CALLERS_OLD and
# CALLERS_NEW are set, the libraries of these prefixes are used.  GUARD_ALL=1 tries
# every combination of compiler, level, mode, sections, binding and linker: 4968
# callers, which take ten minutes of processor time.
exec sh "$(dirname "$0")/with-compilers" guard

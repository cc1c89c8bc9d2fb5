#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# The guard with toy libraries, which the test makes: needs no Xen.  With
# CALLERS_OLD and CALLERS_NEW set, with the real ones of these prefixes.
exec sh "$(dirname "$0")/with-compilers" guard

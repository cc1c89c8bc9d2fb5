#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# The accessors with toy headers of every layout.  Needs no Xen.
exec sh "$(dirname "$0")/with-compilers" accessor

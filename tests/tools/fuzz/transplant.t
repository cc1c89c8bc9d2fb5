# SPDX-License-Identifier: LGPL-2.1-only
. tests/tools/fuzz/lib.sh
fuzz transplant

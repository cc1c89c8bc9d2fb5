#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch of 4.8 without a clone.
# Its layout is that of 4.9, which has all columns.
branch=4.8 columns=default tools=none
. tests/cli/recorded.sh

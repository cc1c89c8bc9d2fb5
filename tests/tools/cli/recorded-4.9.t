#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch of 4.9 without a clone.
branch=4.9
. tests/tools/toys/recorded.sh

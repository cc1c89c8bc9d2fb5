#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch of 4.8 without a clone.
branch=4.8
. tests/tools/toys/recorded.sh

// SPDX-License-Identifier: LGPL-2.1-only
// Releases before 4.9 have no log macros that take the domain's id.

@@
expression level, domid;
expression list rest;
@@
- LOGD(level, domid, rest)
+ LOG(level, rest)

@@
expression level, domid;
expression list rest;
@@
- LOGED(level, domid, rest)
+ LOGE(level, rest)

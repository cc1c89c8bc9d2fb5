@@
expression E;
@@
- E->old.lid
+ LID(E)

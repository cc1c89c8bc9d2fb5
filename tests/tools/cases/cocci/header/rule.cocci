@@
expression E;
@@
- E->lid
+ LID(E)

#ifndef BOX_H
#define BOX_H
struct box { int lid; };
static inline int lid(const struct box *b)
{
    return LID(b);
}
#define SHUT(b) (LID((b)) == 0)
#endif

#ifndef BOX_H
#define BOX_H
struct box { int lid; };
static inline int lid(const struct box *b)
{
    return b->lid;
}
#define SHUT(b) ((b)->lid == 0)
#endif

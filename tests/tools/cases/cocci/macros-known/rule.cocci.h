#define END_LIDS
#define WITH(b)
#define END

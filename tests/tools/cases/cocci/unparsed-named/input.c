int first(struct box *b)
{
    FOREACH_LID(b, lid) {
        b->old.lid = lid;
    } END_LIDS
    return WITH(b) b->old.lid; END
}

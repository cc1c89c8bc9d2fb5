int first(struct box *b)
{
    FOREACH_LID(b, lid) {
        LID(b) = lid;
    } END_LIDS
    return WITH(b) LID(b); END
}

int broken(void)
{
    FOREACH(x) { } END_X )
    return old;
}

int whole(struct box *b)
{
    return LID(b);
}

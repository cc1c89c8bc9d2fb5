# SPDX-License-Identifier: LGPL-2.1-only
# What a script says of names and values that somebody gave.  To be sourced.

# plain: standard input, in which nothing does anything to a terminal; lines and
# tabs stay.  Bytes that are no text are left out; what changes the direction of
# text is not.
plain() {
    iconv -c -f UTF-8 -t UTF-8 | LC_ALL=C awk '{
        gsub(/[\001-\010\013-\037\177]/, "?")
        gsub(/\302[\200-\237]/, "?")
        gsub(/\342\200[\216\217\250-\256]/, "?")
        gsub(/\342\201[\246-\251]/, "?")
        print
    }'
}

# complain WHO TEXT...: one line on standard error, whatever is in it.
complain() {
    who=$1
    shift
    printf '%s: %s\n' "$who" "$(printf '%s' "$*" | tr '\n' ' ' | plain)" >&2
}

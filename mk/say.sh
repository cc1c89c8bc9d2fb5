# SPDX-License-Identifier: LGPL-2.1-only
# Prints names and values that come from outside.  To be sourced.

# plain: copy standard input, with "?" for each character that controls a terminal or
# the direction of text; newlines and tabs stay.  Bytes that are not text are left out.
plain() {
    iconv -c -f UTF-8 -t UTF-8 | LC_ALL=C awk '{
        gsub(/[\001-\010\013-\037\177]/, "?")
        gsub(/\302[\200-\237]/, "?")
        gsub(/\342\200[\216\217\250-\256]/, "?")
        gsub(/\342\201[\246-\251]/, "?")
        print
    }'
}

# complain WHO TEXT...: print one line on standard error, whatever the text contains.
complain() {
    who=$1
    shift
    printf '%s: %s\n' "$who" "$(printf '%s' "$*" | tr '\n' ' ' | plain)" >&2
}

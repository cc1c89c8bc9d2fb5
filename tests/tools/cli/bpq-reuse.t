# SPDX-License-Identifier: LGPL-2.1-only
# A run for several bases makes for each what a run for it alone makes, although a
# patch is made once for bases that have the same files.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

# The bases differ in a file that no patch changes, in lines above and beside a change,
# in a mode, in a file that a change of ours looks at, and in what they already have.
base_of() { # NAME COMMIT-ISH: a commit whose tag is the base NAME
    commit "$1" && git_x tag "$1" && bases="$bases $1"
    git_x checkout -q --detach RELEASE-4.9.4
}
bases=
git_x checkout -q --detach RELEASE-4.9.4
base_of plain
echo other >>"$X/docs/page"
base_of beside
sed -i '1i line zero' "$X/tools/libxl/a.c"
base_of above
sed -i 's/^line 30$/line thirty/' "$X/tools/libxl/a.c"
base_of within
chmod 755 "$X/tools/libxl/a.c"
base_of mode
sed -i 's/^word 20$/word  20/' "$X/tools/libxl/b.c"
base_of looked-at
sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
base_of has-five
base_of again

git_x checkout -q master
sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'tools: five'
five=$id
sed -i 's/^word 3$/word three/; s/^word 25$/word of five and twenty/' "$X/tools/libxl/b.c"
echo '#include "b.h"' | cat - "$X/tools/libxl/b.c" >"$T/b.c" && cp "$T/b.c" "$X/tools/libxl/b.c"
echo '/* b */' >"$X/tools/libxl/b.h"
commit 'tools: three'
three=$id
sed -i 's/^line 28$/line eight/' "$X/tools/libxl/a.c"
commit 'tools: eight'
patch_line five.patch $five
patch_line three.patch $three 'not tools/libxl/b.h' 'why the header is of no use here'
patch_line eight.patch $id
own_line mine.patch compat/changes/mine
own_message
printf 'edits b.edits\nadd tools/more.h more.h\n' >"$R/compat/changes/mine/change"
echo '/* more */' >"$R/compat/changes/mine/more.h"
cat >"$R/compat/changes/mine/b.edits" <<'END'
edit tools/libxl/b.c
find ^word +20$
do after
| one more
END

alone() { # NAME BASE...: the queue of each base made by itself
    dir=$T/$1
    shift
    for b; do
        bpq series 4.9 --base "$b" --out "$dir/$b"
        is "$b: made alone" "$rc" 0
    done
}
sed -i "1s/.*/# base$bases/" "$R/series-4.9/series"
# shellcheck disable=SC2086 # words are wanted
alone alone $bases
bpq series 4.9 --base all --out "$T/all"
is 'all bases: status' "$rc" 0
ok 'all bases: each queue is the one that is made alone' diff -r "$T/alone" "$T/all"

# the other way round, another one comes first
sed -i "1s/.*/# base $(echo $bases | tr ' ' '\n' | tac | xargs)/" "$R/series-4.9/series"
bpq series 4.9 --base all --out "$T/back"
is 'in the other order: status' "$rc" 0
ok 'in the other order: each queue is the same' diff -r "$T/alone" "$T/back"

# what tells these bases apart is in the queues
differ() { ! cmp -s "$T/all/$1/$3" "$T/all/$2/$3"; }
ok 'lines above a change move it' differ plain above five.patch
ok 'a mode is that of the base' differ plain mode five.patch
ok 'a file that a change of ours looks at' differ plain looked-at mine.patch
ok 'a base that has a change' [ ! -e "$T/all/has-five/five.patch" ]
ok 'a base where nothing else differs has the same patches' \
    diff -r -x series -x .bpq "$T/all/plain" "$T/all/again"
is 'the trees of two bases differ' \
    "$(grep -h '^# tree' "$T/all/plain/series" "$T/all/beside/series" | sort -u | wc -l)" 2

# each tree is what its patches make of its base
applied() { # BASE: the tree that git makes with the patches
    git_x checkout -q --detach "$1" && git_x clean -qfdx &&
        (cd "$T/all/$1" && grep -v '^#' series | grep . | sed "s|^|$T/all/$1/|" | xargs git -C "$X" apply --index) &&
        git_x write-tree
}
for b in $bases; do
    is "$b: git makes the same tree" "$(applied "$b")" \
        "$(sed -n 's/^# tree //p' "$T/all/$b/series")"
    git_x reset -q --hard
done
done_testing

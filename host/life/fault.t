# SPDX-License-Identifier: LGPL-2.1-only
# Each hypercall in the creation of a PVH guest fails once, one at a time.  The
# creation has to fail and leave nothing behind, or the outcome is listed with its
# reason in life/fault-outcomes.
. host/life/lib.sh
export XENHOST_SITES=1
outcomes=$host/life/fault-outcomes
branch=$(ls "$HOST_NEW"/lib | sed -n 's/^libxenlight\.so\.\(4\.[0-9]*\)$/\1/p')

config() { # KIND
    case $1 in
    shim) type=pvh kernel=pv own="\"pvshim\": \"True\", \"pvshim_path\": \"$G/shim\"" ;;
    *) type=$1 kernel=$1 own= ;;
    esac
    echo "{\"c_info\": {\"type\": \"$type\", \"uuid\": \"12340000-0000-0000-0000-000000000000\"},
\"b_info\": {\"max_vcpus\": 2, \"avail_vcpus\": [0, 1], \"max_memkb\": 32768, \"target_memkb\": 32768, \"shadow_memkb\": 2304,
\"kernel\": \"$G/$kernel\", \"ramdisk\": \"$G/ramdisk\", \"type.$type\": {$own}}}"
}

# Several hosts run at the same time, each in a folder of its own.
hosts=
end_hosts() {
    for h in $hosts; do end_host; done
}
trap 'end_hosts; rm -rf "$T"' EXIT
start_named() { # NAME old|new
    start_host $2 $1
    hosts="$hosts $h"
    h=
}
faults() { # NAME old|new MODE...: run programs/faults in the host of this name
    h=$T/$1 lib=$2 side=$2
    shift 2
    timeout -k 5 300 "$host/run" --keep "$h" --prefix "$(prefix_of $lib)" -- $under "$HOST_BIN/$lib/faults" "$@" 2>"$h.err" |
        chatter
}
under=

# sites NAME old|new KIND: write the sites into NAME.sites, and what a creation
# without a fault changes into NAME.first
sites() {
    faults $1 $2 sites "$(config $3)" </dev/null >"$T/$1.all"
    grep '^  ' "$T/$1.all" >"$T/$1.first"
    grep -v '^  ' "$T/$1.all" >"$T/$1.sites"
}
# visits NAME old|new KIND WHAT SITES OUT: make WHAT happen at each of SITES
visits() {
    for how in once again; do
        grep " $how " "$5" >"$T/$1.$how" || continue
        case $how in once) mode=first ;; again) mode=visit ;; esac
        faults $1 $2 $mode $4 "$(config $3)" <"$T/$1.$how"
    done | sh "$host/names" "$(prefix_of $2)" >"$6"
}
checked_visits() {
    [ "${HOST_VALGRIND:-}" = no ] ||
        under="valgrind -q --read-inline-info=no --log-file=$T/$1.valgrind.%p --leak-check=no --show-leak-kinds=definite,indirect,possible
            --child-silent-after-fork=yes --suppressions=$ROOT/tests/libxl/callers/samples/valgrind.supp"
    visits "$@"
    under=
}

# Compare the visits in a file with fault-outcomes: print lines "ok NAME" and
# "bad NAME: WHY", and add the lines of the table that were used to $T/needed.
judge() {
    awk -v table="$outcomes" -v branch="$branch" -v needed="$T/needed" '
    BEGIN {
        while ((getline line <table) > 0) {
            if (split(line, word, " ") < 4 || word[1] == "#" || !of_branch(word[1])) continue
            n++
            outcome[n] = word[2]; call[n] = word[3]; from[n] = word[4]; text[n] = line
        }
    }
    /^  / { wrong = wrong ";" substr($0, 2); next }
    { tell() }
    {
        visit = $1; kind = $1; sub(/:[0-9]+=.*/, "", kind)
        chain = "<" $4 "<"; result = $2; guest = $3; wanted = "error"; wrong = ""
        for (i = 1; i <= n; i++)
            if (call[i] == kind && index(chain, "<" from[i] "<")) { wanted = outcome[i]; print text[i] >>needed; break }
        seen = result == 0 ? (guest == "there" ? "ignored" : "nothing") : (guest == "there" ? "kept" : "error")
    }
    END { tell() }
    function of_branch(list,    part, i, m) {
        m = split(list, part, ",")
        for (i = 1; i <= m; i++) if (part[i] == branch || part[i] == "all") return 1
        return 0
    }
    function tell(    name) {
        if (visit == "") return
        sub(/<(domcreate_bootloader_done<.*)?$/, "", chain)
        name = visit " in " substr(chain, 2)
        if (seen != wanted) print "bad " name ": " seen " (" result "), not " wanted wrong
        else if (wrong != "") print "bad " name ": " wanted wrong
        else print "ok " name ": " wanted
        visit = ""
    }' "$1"
}
report() { # TITLE FILE
    judge "$2" >"$T/judged"
    while read -r verdict line; do
        case $verdict in
        ok) pass "$1: $line" ;;
        *) fail "$1: $line" ;;
        esac
    done <"$T/judged"
    ok "$1: sites were visited" test -s "$T/judged"
}

# At one call of each of these kinds another toolstack destroys the domain
# (NAME.die), or it crashes (NAME.crash).
deaths() { # NAME old|new KIND
    sites $1 $2 $3
    for call in domctl:max_vcpus memory_op:populate_physmap privcmd:mmapbatch domctl:sethvmcontext domctl:unpausedomain; do
        grep -m 1 "^$call:.* again " "$T/$1.sites"
    done >"$T/$1.few"
    for what in crash die; do
        visits $1 $2 $3 $what "$T/$1.few" "$T/$1.$what"
    done
}
# The faults found, with the guest's nodes and files cut down to their top.
tops() {
    sed -E -e '/^[^ ]/d' -e 's/^  left: //' -e 's/^(node [^ ]*) = .*/\1/' -e 's,^(file ).*/([a-z]+)[^/]*$,\1\2,' \
        -e 's,^(node (/libxl|/local/domain|/local/domain/0/backend/console|/vm))/([1-9][0-9]*|[0-9a-f-]{36})(/.*|)$,\1/N,' \
        "$1" | sort -u
}

for name in pvh shim death; do
    start_named $name new
done
start_named base old
deaths death new pvh &
deaths base old pv &
sites pvh new pvh &
sites shim new shim
wait
for name in pvh shim; do
    is "$name: without a fault, creating and destroying leaves only nodes that all guests share" "$(cat "$T/$name.first")" \
        '  left: node /libxl =  ( 0:0 )
  lost: node /local/domain/0/backend =  ( 0:0 )
  left: node /vm =  ( 0:0 )'
done

: >"$T/needed"
start=$(date +%s)
checked_visits pvh new pvh ENOMEM "$T/pvh.sites" "$T/pvh.visits" &
checked_visits shim new shim ENOMEM "$T/shim.sites" "$T/shim.visits"
wait
echo "# $(cat "$T/pvh.sites" "$T/shim.sites" | wc -l) visits: $(($(date +%s) - start)) s"
for name in pvh shim; do
    report $name "$T/$name.visits"
    is "$name: each site is visited" "$(grep -c '^[^ ]' "$T/$name.visits")" "$(wc -l <"$T/$name.sites")"
done
awk -v branch="$branch" 'NF > 3 && $1 != "#" && ($1 == "all" || index("," $1 ",", "," branch ","))' "$outcomes" | sort >"$T/table"
is 'each line of the table was used' "$(sort -u "$T/needed" | comm -13 - "$T/table")" ''

# libxl__destroy_domid does nothing if the domain does not exist, so nodes and files
# of it stay, as with the old library.  Nothing else may be left.
is 'a guest that crashes during its creation is created' "$(grep -c '^[^ ]* 0 there' "$T/death.crash")" 5
is 'a guest that crashed is destroyed, and nothing is left' "$(grep '^  ' "$T/death.crash")" ''
is 'creating a guest that is destroyed meanwhile fails' "$(grep -c '^[^ ]* -[0-9]* gone' "$T/death.die")" 5
is 'of a guest that is destroyed meanwhile only nodes and files of libxl are left' "$(tops "$T/death.die")" "$(tops "$T/base.die")"

if [ "${HOST_VALGRIND:-}" = no ]; then
    skip 'valgrind finds no fault' 'HOST_VALGRIND=no: without valgrind'
else
    is 'valgrind finds no fault' "$(sed -s '1,/visits from here/d' "$T"/*.valgrind.* | grep '^==' | head -n 40)" ''
fi
done_testing

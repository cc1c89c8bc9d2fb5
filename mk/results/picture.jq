# SPDX-License-Identifier: LGPL-2.1-only
# Pictures of a document, as SVG: the memory of a structure, and callers against
# libraries.  The classes have their colours in page.css.
include "results";

def e: tostring | xml_text;
def n: . * 100 | round / 100 | tostring;
# Attributes are names and numbers of ours.
def rect($class; $x; $y; $w; $h; $title):
    "<rect class=\"\($class)\" x=\"\($x | n)\" y=\"\($y | n)\" width=\"\($w | n)\" height=\"\($h | n)\""
    + if $title == null then "/>" else "><title>\($title | e)</title></rect>" end;
def text($class; $x; $y; $text): "<text class=\"\($class)\" x=\"\($x | n)\" y=\"\($y | n)\">\($text | e)</text>";
def line($class; $x1; $y1; $x2; $y2):
    "<line class=\"\($class)\" x1=\"\($x1 | n)\" y1=\"\($y1 | n)\" x2=\"\($x2 | n)\" y2=\"\($y2 | n)\"/>";
# svg(id; width; height; title; description): around its input, an array of elements
def svg($id; $w; $h; $title; $desc):
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \($w | n) \($h | n)\" role=\"img\" aria-labelledby=\"\($id)-t \($id)-d\">",
    "<title id=\"\($id)-t\">\($title | e)</title><desc id=\"\($id)-d\">\($desc | e)</desc>",
    .[], "</svg>";

# ---- the memory of a structure ----

# Which column of the union a member is in, or null outside of it.
def arm: if .member | startswith("u.") then .member | split(".")[1] else null end;
def inner: .member | split(".")[2:] | join(".");
def member_title: "\(.member): bytes \(.offset) to \(.offset + .bytes - 1), \(.type)";
def arms: [.members[] | arm // empty] | unique
    | sort_by({hvm: 0, pv: 1, pvh: 2}[.] // 3);
def union: .parts | map(select(.member == "u"))[0] // null;

# What became of the members of the old one, in the new one.
def layout_facts($old; $new):
    ($new.members | map({key: .member, value: .}) | from_entries) as $now
    | ($old.members | map({key: .member, value: true}) | from_entries) as $had
    | {moved: [$old.members[] | . as $m | $now[.member] as $n
               | if $n == null then {member, was: .offset, is: null}
                 elif $n.offset != .offset or $n.bytes != .bytes or $n.type != .type then
                     {member, was: .offset, is: $n.offset}
                 else empty end],
       added: [$new.members[] | select($had[.member] | not)]};

# One library's structure: x is its left edge, w its width, a byte is $s high.
def one_layout($x; $y; $w; $s; $known):
    . as $l | union as $u | arms as $arms
    | ($l.members[] | . as $m | arm as $arm
       | ([$known[] | select(. == $m.member)] | length > 0) as $old
       | if $arm == null then rect("field"; $x; $y + .offset * $s; $w; .bytes * $s; member_title)
         else ($arms | index($arm)) as $i | ($w / ($arms | length)) as $aw
             | rect(if $old then "arm" else "new" end; $x + $i * $aw; $y + .offset * $s; $aw; .bytes * $s; member_title)
         end),
      rect("outline"; $x; $y; $w; $l.bytes * $s; null),
      (if $u then
           rect("union"; $x; $y + $u.offset * $s; $w; $u.bytes * $s; "u: bytes \($u.offset) to \($u.offset + $u.bytes - 1)"),
           ($arms | to_entries[] | ($w / ($arms | length)) as $aw
            | text("label mid"; $x + (.key + 0.5) * $aw; $y + ($u.offset + $u.bytes) * $s - 8; "u.\(.value)"))
       else empty end);

def layout_picture($old; $new):
    layout_facts($old; $new) as $facts
    | [$old.members[].member] as $known
    | ($new | union) as $u
    | 1.05 as $s | 44 as $top | 46 as $left | 136 as $w | 30 as $gap
    | ($left + $w + $gap) as $x2
    | [text("head mid"; $left + $w / 2; 16; "old library"), text("small mid"; $left + $w / 2; 32; "\($old.bytes) bytes"),
       text("head mid"; $x2 + $w / 2; 16; "new library"), text("small mid"; $x2 + $w / 2; 32; "\($new.bytes) bytes"),
       ($old | one_layout($left; $top; $w; $s; $known)),
       ($new | one_layout($x2; $top; $w; $s; $known)),
       # What is at the same place is joined.
       ([0, $old.bytes] + [$old | union | if . then .offset, .offset + .bytes else empty end] | unique[] as $at
        | (if $at < $old.bytes and ($old.bytes - $at) * $s < 12 then 0 else 4 end) as $down
        | line("same"; $left - 4; $top + $at * $s; $x2 + $w; $top + $at * $s),
          text("small end"; $left - 7; $top + $at * $s + $down; $at)),
       # Above the union there is room for words, in a structure of some size.
       ((($u.offset // $old.bytes) * $s / 2) as $middle
        | if $middle < 30 then empty else
            (($left, $x2) + $w / 2 | text("label mid"; .; $top + $middle; "the same for"), text("label mid"; .; $top + $middle + 15; "all guests")) end)]
    | svg("memory"; 356; $top + ([$old.bytes, $new.bytes] | max) * $s + 12;
          "The memory of \($new.type), old and new, to scale";
          "Two columns of the same scale. Old: \($old.bytes) bytes; new: \($new.bytes) bytes. The union u is from byte \($u.offset // "?"), in both. \(if $facts.moved == [] then "No member of the old one moved" else "\($facts.moved | length) members moved" end); the new one has \($facts.added | length) more.");

# The beginning of the union, a byte 9 units high, with the names of its members.
def union_picture($old; $new):
    [$old.members[].member] as $known
    | ($new | union) as $u | ($new | arms) as $arms
    | ([$new.parts[] | select(.member | . == "u.pvh" or . == "u.pv") | .offset + .bytes] | max // ($u.offset + 64)) as $until
    | 9 as $s | 30 as $top | 34 as $left | 108 as $w
    | [($arms | to_entries[] | text("head mid"; $left + (.key + 0.5) * $w; 16; "u.\(.value)")),
       (range($u.offset; $until; 8) | . as $at | text("small end"; $left - 5; $top + ($at - $u.offset) * $s + 5; $at),
        line("same"; $left - 3; $top + ($at - $u.offset) * $s; $left + ($arms | length) * $w; $top + ($at - $u.offset) * $s)),
       ($new.members[] | . as $m | select(arm and .offset < $until) | ($arms | index($m | arm)) as $i
        | ([$known[] | select(. == $m.member)] | length > 0) as $is_old
        | ([.offset + .bytes, $until] | min - $m.offset) as $shown
        | rect(if $is_old then "arm" else "new" end; $left + $i * $w + 1; $top + (.offset - $u.offset) * $s; $w - 2; $shown * $s; member_title),
          text("name mid"; $left + ($i + 0.5) * $w; $top + (.offset - $u.offset + $shown / 2) * $s + 4; inner)),
       text("small"; $left; $top + ($until - $u.offset) * $s + 16; "u goes on to byte \($u.offset + $u.bytes) with members of u.hvm")]
    | svg("union"; 362; $top + ($until - $u.offset) * $s + 24;
          "The beginning of the union u of the new library, enlarged";
          "Columns \($arms | map("u." + .) | join(", ")), from byte \($u.offset) to \($until). Members that only the new library has: \([$new.members[] | . as $m | select([$known[] | select(. == $m.member)] | length == 0) | .member] | join(", ")).");

# ---- callers against libraries ----

# Sorts of callers: those of the old headers, and of the new ones those that can ask for
# PVH or the shim, as a guard refuses them, those that cannot, and those without a guard.
def sorts($cells):
    ([$cells[] | select((.outcome // "") | startswith("refused:")) | .of.caller] | unique) as $asking
    | def sort_of: if startswith("old-") then "old" elif startswith("bare-") then "bare"
          elif . as $c | $asking | index([$c]) then "asks" else "plain" end;
      [{key: "old", name: "Old callers", more: "built with the old headers"},
       {key: "plain", name: "New callers, unaware", more: "that cannot ask for PVH"},
       {key: "asks", name: "New callers, aware", more: "that can ask for PVH or the shim"},
       {key: "bare", name: "Aware, without guard", more: "to see what it prevents"}]
      | map(.key as $key | . + {cells: [$cells[] | select(.of.caller | sort_of == $key)]})
      | map(select(.cells != []));
def library_name: {old: "old library", new: "new library"}[.] // .;

def outcome_words:
    . as $cells | counted as $n
    | [$cells[] | .outcome // empty | if startswith("refused:") then "refused" elif startswith("runs") then "run"
                   elif startswith("faulty") then "faulty" elif startswith("leaks") then "leak" else . end]
    | group_by(.) | sort_by(-length) | map("\(length) \(.[0])");

# What a box says: a sign and a word, and below it how many did what.
def box($sort; $library):
    counted as $n | outcome_words as $words
    | ([.[] | .outcome // "" | startswith("refused:")] | any) as $refused
    | (if length == 0 then {class: "none", sign: "–", word: "no cell"}
       elif $n.failed > 0 then {class: "bad", sign: "✗", word: "NO: \($n.failed) differ\(if $n.failed == 1 then "s" else "" end)"}
       elif $n.passed == 0 then {class: "none", sign: "–", word: "not run"}
       elif $sort == "bare" and $library != "new" then {class: "warn", sign: "!", word: "the fault is seen"}
       elif $refused and ($words | length) == 1 then {class: "refused", sign: "⊘", word: "refused"}
       elif $sort == "old" and $library == "new" then {class: "good", sign: "✓", word: "as before"}
       else {class: "good", sign: "✓", word: "work"} end)
      + {lines: ([if length == 0 then empty else "\($n.passed) of \(length) cells as expected" end]
                 + if ($words | length) > 0 then [$words[:3] | join(", ")] else [] end
                 + if $n.skipped > 0 then ["\($n.skipped) not run here"] else [] end)};

def callers_table($cells):
    [$cells[].of.library] | unique as $all
    | ((["old", "new"] | map(select(. as $l | $all | index([$l])))) + ($all - ["old", "new"])) as $libraries
    | {libraries: $libraries,
       rows: [sorts($cells)[] | . as $row
              | {key, name, more, boxes: [$libraries[] | . as $l | [$row.cells[] | select(.of.library == $l)] | box($row.key; $l)]}]};

# A picture has two libraries, the number $from and the next, so that it can be read on a
# phone; $all is what callers_table gives.
def callers_picture($all; $from):
    {libraries: $all.libraries[$from:$from + 2],
       rows: [$all.rows[] | .boxes |= .[$from:$from + 2] | select(any(.boxes[]; .word != "no cell"))]} as $t
    | ([$t.rows[].boxes[].lines | length] | max) as $most
    | 168 as $w | (33 + 13 * $most - (if $most == 0 then 1 else 0 end)) as $h | ($h + 32) as $row | 44 as $top
    | [($t.libraries | to_entries[] | text("head mid"; 6 + (.key + 0.5) * ($w + 8) - 4; 18; .value | library_name)),
       ($t.rows | to_entries[] | .key as $i | .value as $r | ($top + $i * $row) as $y
        | "<text x=\"6\" y=\"\($y - 6 | n)\"><tspan class=\"head\">\($r.name | e)</tspan><tspan class=\"small\" dx=\"6\">\($r.more | e)</tspan></text>",
          ($r.boxes | to_entries[] | .value as $b | (6 + .key * ($w + 8)) as $x
           | rect("box \($b.class)"; $x; $y; $w; $h; null),
             text("word mid"; $x + $w / 2; $y + 20; "\($b.sign) \($b.word)"),
             ($b.lines | to_entries[] | text("small mid"; $x + $w / 2; $y + 37 + .key * 13; .value))))]
    | svg("callers-\($from)"; 2 * ($w + 8) + 4; $top + ($t.rows | length) * $row - 26;
          "Old and new callers against \([$t.libraries[] | library_name] | join(" and "))";
          [$t.rows[] | .name as $name | .boxes | to_entries[] | "\($name), \($t.libraries[.key] | library_name): \(.value.word)" + (.value.lines[:1] | map(" (\(.))") | join(""))] | join("; "));

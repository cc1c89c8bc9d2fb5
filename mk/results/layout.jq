# SPDX-License-Identifier: LGPL-2.1-only
# Records "layout" and "text" of what other programs write; the lines are the inputs.

# Of figures of one type, as verify/abi writes them, see pvh-abi(5).
def of_figures($step; $library):
    def figure:
        capture("^(?<what>[A-Z]+)\\((?<type>[^,]*), (?<rest>.*)\\)$") | .rest |= split(", ")
        | if .what == "SIZE" then {type, bytes: (.rest[0] | tonumber)}
          elif .what == "FIELD" then {member: {member: .rest[0], offset: (.rest[1] | tonumber), bytes: (.rest[2] | tonumber), type: (.rest[3:] | join(", "))}}
          elif .what == "PART" then {part: {member: .rest[0], offset: (.rest[1] | tonumber), bytes: (.rest[2] | tonumber)}}
          else {} end;
    reduce (inputs | figure) as $f ({record: "layout", $step, $library, type: null, bytes: 0, members: [], parts: []};
        if $f.member then .members += [$f.member]
        elif $f.part then .parts += [$f.part]
        elif $f.bytes then .type = $f.type | .bytes = $f.bytes
        else . end)
    | select(.type)
    | .members |= sort_by(.offset, .member) | .parts |= sort_by(.offset, .member);

# The same of a library's record, see pvh-records(5), in which a member of a member is
# indented by one more blank and has its offset in that one.
def of_record($step; $library; $type):
    def member:
        capture("^(?<indent> +)(?<offset>[0-9]+) (?<bytes>[0-9]+) (?<type>.*[ *])(?<name>[^ *]+)$")
        | {depth: (.indent | length), offset: (.offset | tonumber), bytes: (.bytes | tonumber),
           type: (.type | rtrimstr(" ")), name};
    reduce inputs as $line ({in: false, above: [], layout: {record: "layout", $step, $library, type: null, bytes: 0, members: [], parts: []}};
        if $line | startswith("\($type) ") then
            .in = true | .layout.type = $type | .layout.bytes = ($line[($type | length) + 1:] | split(" ")[0] | tonumber)
        elif .in and ($line | startswith(" ")) then
            ($line | sub(" : .*$"; "") | member) as $m
            | .above |= .[:$m.depth - 1]
            | {member: ([.above[].name, $m.name] | join(".")), offset: ([.above[].offset, $m.offset] | add), bytes: $m.bytes} as $at
            | if $m.type == "struct" or $m.type == "union" then .above += [$m] | .layout.parts += [$at]
              else .layout.members += [$at + {type: $m.type}] end
        else .in = false end)
    | .layout | select(.type)
    | .members |= sort_by(.offset, .member) | .parts |= sort_by(.offset, .member);

# Of an ABI report, one record for each of its parts, see pvh-abi(5).
def of_report($step):
    reduce inputs as $line ([];
        if $line | startswith("== ") then . + [{record: "text", $step, name: ($line | ltrimstr("== ")), lines: []}]
        elif . == [] then .
        else .[-1].lines += [$line] end)
    | .[];

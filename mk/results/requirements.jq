# SPDX-License-Identifier: LGPL-2.1-only
# The tables of docs/requirements.md, whose lines are the inputs, as records.
def requirements:
    reduce inputs as $line ({part: "", records: []};
        if $line | test("^## ") then .part = ($line | ltrimstr("## "))
        else
            ($line | capture("^\\| (?<id>[A-Z]+[0-9]*) \\| (?<asks>.*) \\| (?<shown_by>[^|]*) \\|$") // null) as $row
            | if $row then .records += [{record: "requirement", part: .part} + $row] else . end
        end)
    | .records[];

# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by tests: do results match their schemas?

# valid FILE: each line matches the schema
valid() {
    /usr/bin/python3 - "$1" "$ROOT/mk/results/schema.json" <<'END'
import json, sys, jsonschema
schema = json.load(open(sys.argv[2]))
jsonschema.Draft7Validator.check_schema(schema)
checker = jsonschema.Draft7Validator(schema)
for number, line in enumerate(open(sys.argv[1]), 1):
    for error in checker.iter_errors(json.loads(line)):
        sys.exit("line %d: %s" % (number, error.message[:300]))
END
}
# valid_document FILE: what report json printed matches its schema
valid_document() {
    /usr/bin/python3 - "$1" "$ROOT/mk/results/document.schema.json" <<'END'
import json, sys, jsonschema
schema = json.load(open(sys.argv[2]))
jsonschema.Draft7Validator.check_schema(schema)
for error in jsonschema.Draft7Validator(schema).iter_errors(json.load(open(sys.argv[1]))):
    sys.exit("%s: %s" % ("/".join(map(str, error.absolute_path)), error.message[:300]))
END
}
# gitlab FILE: a JUnit file as GitLab's lib/gitlab/ci/parsers/test/junit.rb reads it, one
# "RESULT|TIME|OUTPUT" a test; fails where that parser would, or where GitLab would lose a
# test.  It takes testcase below testsuite, at any depth; the element failure, error or
# skipped says what came of it, by its text, or by its attributes if it has no text; name,
# classname and time it takes as they are, and tests with the same suite, classname and
# name for the same one.
gitlab() {
    /usr/bin/python3 - "$1" <<'END'
import sys, xml.etree.ElementTree as ET
root = ET.parse(sys.argv[1]).getroot()
if root.tag not in ("testsuites", "testsuite"):
    sys.exit("no testsuites")
seen = set()
def cases(node):
    for case in node.findall("testcase"):
        key = (node.get("name"), case.get("classname"), case.get("name"))
        if not all(key) or key in seen:
            sys.exit("not told apart: %s" % (key,))
        seen.add(key)
        float(case.get("time"))
        found = [(what, case.find(what)) for what in ("failure", "error", "skipped") if case.find(what) is not None]
        if not found:
            print("success|%s|" % case.get("time"))
            continue
        what, element = found[0]
        if not (element.text or "").strip() and element.get("message"):
            sys.exit("%s of %s is shown as attributes" % (what, key))
        print("%s|%s|%s" % (what, case.get("time"), (element.text or "").split("\n")[0]))
    for suite in node.findall("testsuite"):
        cases(suite)
cases(root)
END
}
valid_junit() { xmllint --noout --schema "$ROOT/tests/tools/junit.xsd" "$1"; } # FILE

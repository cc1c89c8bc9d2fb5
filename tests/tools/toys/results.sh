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
valid_junit() { xmllint --noout --schema "$ROOT/tests/tools/junit.xsd" "$1"; } # FILE

# SPDX-License-Identifier: LGPL-2.1-only
# Does a value match a schema such as schema.json?  Of JSON Schema this knows what that file
# uses; anything else in a schema is an error.

def matches($schema; $all):
    def kind($wanted): if $wanted == "integer" then type == "number" and . == floor else type == $wanted end;
    . as $value
    | ($schema | keys - ["$ref", "$schema", "title", "definitions", "type", "const", "enum", "pattern", "minLength", "minimum",
                         "required", "properties", "additionalProperties", "items", "oneOf"]) as $unknown
    | if $unknown != [] then error("schema: \($unknown[0]) is not known") else . end
    | ($schema["$ref"] == null or matches($all.definitions[$schema["$ref"] | ltrimstr("#/definitions/")]; $all))
      and (($schema | has("const") | not) or $value == $schema.const)
      and ($schema.enum == null or any($schema.enum[]; . == $value))
      and ($schema.type == null or kind($schema.type))
      and (type != "string" or (($schema.minLength == null or length >= $schema.minLength)
                                and ($schema.pattern == null or test($schema.pattern))))
      and (type != "number" or $schema.minimum == null or . >= $schema.minimum)
      and (type != "array" or $schema.items == null or all(.[]; matches($schema.items; $all)))
      and (type != "object"
           or (all($schema.required // [] | .[]; . as $name | $value | has($name))
               and all(keys_unsorted[]; . as $name
                   | if ($schema.properties // {}) | has($name) then
                         $value[$name] | matches($schema.properties[$name]; $all)
                     elif $schema.additionalProperties == false then false
                     elif $schema.additionalProperties == null or $schema.additionalProperties == true then true
                     else $value[$name] | matches($schema.additionalProperties; $all) end)))
      # The kinds of records are told apart by this member.
      and ($schema.oneOf == null
           or any($schema.oneOf[] | select(.properties.record.const == ($value | .record?)); . as $one | $value | matches($one; $all)));

def matches($schema): matches($schema; $schema);

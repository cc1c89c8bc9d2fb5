# SPDX-License-Identifier: LGPL-2.1-only
# What scripts have in common is done in one place.
. tests/tap.sh
. verify/lib.sh

rooms='bench boot dist mk verify'
is "a base's name as that of a file is made in one place, and one for jq" \
    "$(grep -r -l -E "tr ./ . |gsub\(\"\[/ \]" $rooms | sort | tr "\n" " ")" "mk/results/results.jq verify/bases.sh "
for base in RELEASE-4.9.4 origin/stable-4.9 'a b/c'; do
    is "both make the same of $base" "$(results_jq -n -r --arg base "$base" 'include "results"; $base | file_name')" "$(name_of "$base")"
done

is 'MAKEFLAGS is taken apart in one place' "$(grep -r -l 'in ${MAKEFLAGS' $rooms)" verify/lib.sh
MAKEFLAGS=' -j3 --jobserver-auth=3,4 -- XEN=-j9'
is "make's jobserver is used" "$(jobs_of_make)" ' -j3 --jobserver-auth=3,4'
is 'where it cannot be reached, the number of jobs is' "$(jobs_of_make alone)" ' -j3'
MAKEFLAGS='ks -- -j9'
is 'without it, as many as there are processors' "$(jobs_of_make)" " -j$(nproc)"
is 'and none that nobody asked for where it cannot be reached' "$(jobs_of_make alone)" ''
done_testing

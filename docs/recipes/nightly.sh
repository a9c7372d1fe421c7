#!/bin/sh
# Fetch every document of a list, build, and say what is new: nightly.sh documents.txt
# The list has one code a line, as ST 10125/22; lines that begin with # are left aside. Run it from cron or a timer.
# Exit codes: 0 fine; 1 something could not be fetched or the build has warnings; 2 nothing could be built.
set -u
list=$1
conclusio=${CONCLUSIO:-conclusio}
state=0

while IFS= read -r code; do
    case $code in "" | "#"*) continue ;; esac
    "$conclusio" fetch "$code" --strict </dev/null || state=1
done <"$list"

"$conclusio" build --explain --strict || exit $?
exit $state

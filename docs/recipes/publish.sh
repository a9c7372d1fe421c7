#!/bin/sh
# Build strictly, then publish: publish.sh TARGET
# TARGET is the folder that the web server serves, as a link: each release lies beside it, and the link is switched in one step.
# Exit codes: those of conclusio build; the last release stays where the build fails.
set -eu
target=$1
conclusio=${CONCLUSIO:-conclusio}

"$conclusio" build --strict --log-format json

# The checksum of build.json names the release: the same site twice is one release.
release="$(dirname "$target")/releases/$(sha256sum build/site/build.json | cut -c1-16)"
if [ ! -d "$release" ]; then
    mkdir -p "$(dirname "$release")"
    rm -rf "$release.new"
    cp -R build/site "$release.new"
    mv "$release.new" "$release"
fi
ln -s "$(cd "$release" && pwd)" "$target.new"
mv -T "$target.new" "$target" 2>/dev/null || mv -fh "$target.new" "$target"

#!/bin/sh
# Installs explain-ecr from this folder, without a network, into ~/explain-ecr or the folder that you name.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${1:-$HOME/explain-ecr}
pip=$(echo "$here"/wheels/pip-*.whl)
if [ ! -f "$pip" ]; then
    echo "The folder wheels is missing next to this script: copy the whole stick." >&2
    exit 1
fi

for python in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        # The wheel of pip is here because Debian's Python has none; it runs as it is.
        "$python" -m venv --without-pip "$place"
        "$python" "$pip/pip" --python "$place/bin/python" --isolated --quiet \
            --disable-pip-version-check install --no-index --find-links "$here/wheels" explain-ecr
        echo "It is installed. Check this machine:"
        echo
        echo "  $place/bin/explain-ecr preflight"
        exit 0
    fi
done
echo "explain-ecr needs Python 3.11, 3.12, 3.13 or 3.14, and there is none on PATH." >&2
echo "Without it, open site/index.html in a browser." >&2
exit 1

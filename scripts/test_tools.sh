#!/bin/sh
# Makes sure that what the tests need of the machine is there: LibreOffice and fonts as wide as Times New Roman for PDF;
# a browser for the journeys: Debian's chromium (as root or through sudo), else playwright's.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
say() { printf '%s\n' "canbo: $*" >&2; }
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo -n "$@"; else return 1; fi
}

if ! command -v soffice >/dev/null 2>&1; then
    say "chưa có LibreOffice cho kiểm thử PDF; đang cài libreoffice-writer-nogui"
    if ! command -v apt-get >/dev/null 2>&1 || ! as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui fonts-liberation' >&2; then
        say "không cài được LibreOffice. Hãy chạy «apt-get install libreoffice-writer-nogui fonts-liberation» bằng quyền root."
        exit 1
    fi
fi

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${CANBO_CHROMIUM:-}" ]; then exit 0; fi
say "chưa có trình duyệt cho kiểm thử; đang cài chromium"
if command -v apt-get >/dev/null 2>&1 && as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation' >&2; then
    exit 0
fi
if "$root/scripts/uv" run --frozen playwright install chromium; then exit 0; fi
say "không cài được chromium. Hãy chạy «apt-get install chromium fonts-liberation» bằng quyền root rồi làm lại."
exit 1

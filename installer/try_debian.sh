#!/bin/bash
# installer/test deb [PACKAGE.deb [FOLDER OF SCANS]], as root: installs the package in a fresh
# Debian 12, runs it there as a fresh user from a scan to an Excel file, on the command line and in
# the window, and purges it. Pictures and results come into build/tried-deb. Needs debootstrap,
# Xvfb, xdotool and ImageMagick; a Debian mirror is taken from this machine's own sources.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
package=$(readlink -f "${1:-$(find "$root/dist" -name 'graticule_*_amd64.deb' | sort | tail -n 1)}")
scans=$(readlink -f "${2:-$root/../shared/data}")
python=${PYTHON:-python3}
out=$root/build/tried-deb
debian=$(mktemp -d /tmp/debian.XXXXXX)
chmod 755 "$debian"
display=:$((90 + $$ % 900))
slide=cmu-1-small-region.svs

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
inside() { chroot "$debian" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { chroot --userspec=lab:lab "$debian" env -i HOME=/home/lab USER=lab PATH=/usr/bin:/bin LANG=C.UTF-8 DISPLAY="$display" "$@"; }
keys() { DISPLAY=$display timeout 60 xdotool "$@"; }
seconds() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f s\", $(seconds) - $1 }"; }
# What is on the system, apart from what a package manager notes and users make.
listing() { (cd "$debian" && find . -xdev \( -path ./home -o -path ./tmp -o -path ./var/cache -o -path ./var/lib/apt -o -path ./var/log -o -path './var/lib/dpkg/*-old' -o -path ./proc -o -path ./sys -o -path ./dev \) -prune -o -print | sort); }
end() {
  jobs -p | xargs -r kill 2> /dev/null || true
  for mount in tmp/.X11-unix proc dev; do umount "$debian/$mount" 2> /dev/null || true; done
  rm -rf --one-file-system "$debian"
}
trap end EXIT

rm -rf "$out" && mkdir -p "$out"
say "a fresh Debian 12"
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2> /dev/null | grep -v snapshot | head -n 1 || true)
debootstrap --variant=minbase bookworm "$debian" ${mirror:-} > "$out/debootstrap.txt"
mount -t proc proc "$debian/proc"
mount --bind /dev "$debian/dev"
inside apt-get update -qq
mkdir -p "$debian/tmp/.X11-unix"
Xvfb "$display" -screen 0 1500x950x24 > "$out/xvfb.txt" 2>&1 &
sleep 2
mount --bind /tmp/.X11-unix "$debian/tmp/.X11-unix"
inside useradd -m lab
cp "$scans/slides/$slide" "$scans"/dm/*.dm3 "$debian/home/lab/"
inside chown -R lab:lab /home/lab
listing > "$out/before.txt"
inside dpkg-query -W > "$out/packages-before.txt"

say "installed, with what it depends on"
cp "$package" "$debian/tmp/graticule.deb"
start=$(seconds)
inside apt-get install -y -qq /tmp/graticule.deb > "$out/install.txt" 2>&1 || { tail "$out/install.txt"; fail "apt"; }
echo "installed in $(since "$start"); the package has $(du -h "$package" | cut -f 1), installed $(du -sh "$debian/opt/graticule" | cut -f 1), further packages: $(($(inside dpkg-query -W | wc -l) - $(wc -l < "$out/packages-before.txt") - 1))"
[ -s "$debian/opt/graticule/THIRD-PARTY-LICENCES.txt" ] || fail "no licences"
for type in image/tiff image/x-aperio-svs image/x-gatan-dm application/x-graticule-project; do
  grep -q "^$type=.*graticule.desktop" "$debian/usr/share/applications/mimeinfo.cache" || fail "$type is not offered"
done
[ ! -e "$debian/usr/share/applications/mimeapps.list" ] || fail "a default was taken"

say "the command line, as a user with an empty environment and without network"
as_user graticule --version
as_user graticule --import-all || fail "modules are missing"
start=$(seconds)
as_user unshare -rn true 2> /dev/null && offline="unshare -rn" || offline=""
as_user $offline graticule analyse "/home/lab/$slide" /home/lab/stem_image.dm3 --out /home/lab/results > "$out/analyse.txt" 2>&1 || { cat "$out/analyse.txt"; fail "analyse"; }
echo "first run: $(since "$start")"
start=$(seconds)
as_user graticule analyse "/home/lab/$slide" --out /home/lab/again > /dev/null
echo "again: $(since "$start")"
sample=graticule_resources/samples/particles-sample.tif
as_user $offline graticule analyse "/opt/graticule/_internal/$sample" --protocol particles --out /home/lab/results > "$out/network.txt" 2>&1 || { cat "$out/network.txt"; fail "a network"; }
PYTHONPATH=$root/core:$root/app:$root/resources "$python" -m graticule.cli analyse "$scans/slides/$slide" "$scans/dm/stem_image.dm3" --out "$out/sources" > "$out/sources.txt" 2>&1
PYTHONPATH=$root/core:$root/app:$root/resources "$python" -m graticule.cli analyse "$root/resources/$sample" --protocol particles --out "$out/sources" >> "$out/sources.txt" 2>&1
for scan in "${slide%.svs}" stem_image particles-sample; do
  "$python" "$root/installer/compare.py" "$debian/home/lab/results/$scan" "$out/sources/$scan" || fail "$scan: other numbers than by the sources"
done
excel=$(find "$debian/home/lab/results" -name '*.xlsx' | head -n 1)
[ -n "$excel" ] || fail "no Excel file"

say "the window"
for run in cold warm; do
  [ $run = warm ] || { sync; echo 3 > /proc/sys/vm/drop_caches; } 2> /dev/null || true
  start=$(seconds)
  as_user graticule-app "/home/lab/$slide" > "$out/window.txt" 2>&1 &
  keys search --sync --onlyvisible --name Graticule > "$out/id.txt" || { cat "$out/window.txt"; fail "no window"; }
  echo "$run: visible after $(since "$start")"
  keys windowfocus "$(head -n 1 "$out/id.txt")" # there is no window manager to do it
  [ $run = cold ] || break
  sleep 3
  keys key ctrl+q
  timeout 60 tail --pid=$! -f /dev/null || fail "the window does not close"
done
sleep 6
keys key F5
for _ in $(seq 60); do
  sleep 2
  saved=$(find "$debian/home/lab" -name '*.xlsx' -not -path '*/results/*' -not -path '*/again/*' | head -n 1)
  [ -z "$saved" ] || break
done
sleep 5 # what was found is laid over the scan
DISPLAY=$display import -window root "$out/window.png"
[ -n "$saved" ] || fail "no Excel file from the window"
echo "analysed by F5: ${saved#"$debian"}"
keys key ctrl+q
sleep 3
cp -r "$debian/home/lab/results" "$out/results"
cp "$saved" "$out/window.xlsx"

say "purged"
inside apt-get purge -y -qq graticule > "$out/purge.txt" 2>&1 || fail "purge"
inside apt-get autoremove --purge -y -qq >> "$out/purge.txt" 2>&1
inside dpkg-query -W > "$out/packages-after.txt"
diff "$out/packages-before.txt" "$out/packages-after.txt" || fail "packages are left"
listing > "$out/after.txt"
grep -i graticule "$out/after.txt" && fail "files are left"
echo "left by the packages it needed: $(diff "$out/before.txt" "$out/after.txt" | grep -c '^>' || true) files; by Graticule: none"
echo "the user's own files stay: $(find "$debian/home/lab" -type f | wc -l)"
say "all well; pictures and results: $out"

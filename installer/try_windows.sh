#!/bin/bash
# installer/test windows [SETUP.exe [FOLDER OF SCANS]]: installs under wine 8 into a new prefix, for a
# user and into a folder with a space and an umlaut; analyses scans on the command line and compares
# every number with the sources' own on this machine; opens the window on Qt's `windows` platform;
# updates, removes, and looks at what is left. Pictures and results come into build/tried-windows.
# Needs wine (64 bit), mingw, Xvfb, xdotool, ImageMagick, and a Python that runs the sources:
# PYTHON, else python3. What wine lacks is put beside the program by the files in wine/.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
setup=$(readlink -f "${1:-$(find "$root/dist" -name 'graticule-*-setup.exe' | sort | tail -n 1)}")
scans=$(readlink -f "${2:-$root/../shared/data}")
python=${PYTHON:-python3}
out=$root/build/tried-windows
work=$(mktemp -d /tmp/windows.XXXXXX)
user='Jürgen Groß'
where='C:\Lab Müller\Graticule 1'
export HOME=$work # wine's folder of documents is a link to the one in there
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all LANG=C.UTF-8 USER=$user LOGNAME=$user
export WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe,winemenubuilder.exe=d'
export KMP_AFFINITY=disabled # wine has no NUMA nodes to ask for, and Intel's OpenMP ends without
DISPLAY=:$((90 + $$ % 900))
export DISPLAY
program="$WINEPREFIX/drive_c/Lab Müller/Graticule 1"
home="$WINEPREFIX/drive_c/users/$user"

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
seconds() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f s\", $(seconds) - $1 }"; }
# Through a pipe: under wine 8 Python starts with no file as its output.
run() { timeout "${limit:-300}" wine "$@" < /dev/null 2>&1 | cat; return "${PIPESTATUS[0]}"; }
# /D= stands unquoted at the end, so the words of the folder are arguments of their own.
# shellcheck disable=SC2086
install() { run "$setup" /S /D=$where; }
# shellcheck disable=SC2086
uninstall() { run "$program/uninstall.exe" /S _?=$where; } # waits for its end with _?=
stand_in() { cp "$root/installer/wine/sitecustomize.py" "$program/_internal/"; }
files() { (cd "$WINEPREFIX/drive_c" && find . \( -path ./windows -o -path ./ProgramData -o -path '*/Temp/*' -o -path '*/Microsoft/Windows/*Cache*' \) -prune -o -print | sort); }
# Without a window manager a window listens to keys once it was clicked.
press() { xdotool windowfocus "$id" mousemove 800 880 click 1 && sleep 0.5 && xdotool key --clearmodifiers "$@"; }
close_window() { run taskkill /im graticule-app.exe > /dev/null; }
keys() { wineserver -w; grep -aiE 'graticule|^\[' "$WINEPREFIX/user.reg" | grep -ai graticule | sort || true; }
end() {
  wineserver -k 2> /dev/null || true
  jobs -p | xargs -r kill 2> /dev/null || true
  rm -rf --one-file-system "$work"
}
trap end EXIT

rm -rf "$out" && mkdir -p "$out" "$WINEPREFIX"
Xvfb "$DISPLAY" -screen 0 1500x950x24 > "$out/xvfb.txt" 2>&1 &
say "a new prefix, for the user $user"
wineboot -i < /dev/null > "$out/wineboot.txt" 2>&1 || { cat "$out/wineboot.txt"; fail wineboot; }
[ -d "$home" ] || fail "wine made another user"
python3 "$root/installer/wine/stand_ins.py" "$WINEPREFIX"
WINEDLLOVERRIDES+=';ucrtbase,mscms,icuuc,bcryptprimitives=n'
# the C++ runtime that is packed, not wine's own
WINEDLLOVERRIDES+=';vcruntime140,vcruntime140_1,msvcp140,msvcp140_1,msvcp140_2,msvcp140_atomic_wait,vcomp140=n'
for face in 'Segoe UI' 'MS Shell Dlg 2'; do # Windows' own fonts are not here
  run reg add 'HKCU\Software\Wine\Fonts\Replacements' /v "$face" /d 'DejaVu Sans' /f > /dev/null
done
run winecfg -v win7 > /dev/null
status=0; install || status=$?
[ $status = 5 ] && [ ! -e "$program" ] || fail "an old Windows was not refused ($status)"
echo "Windows 7 is refused"
run winecfg -v win10 > /dev/null
run reg add 'HKCU\Software\Classes\.tif' /ve /d 'Other.Viewer' /f > /dev/null
files > "$out/before.txt"; keys > "$out/keys-before.txt"

say "installed silently into $where"
start=$(seconds)
install || fail "the installer ended with $?"
echo "installed in $(since "$start"); the installer has $(du -h "$setup" | cut -f 1), installed $(du -sh "$program" | cut -f 1)"
stand_in
for file in graticule.exe graticule-app.exe graticule.ico LICENCE.txt THIRD-PARTY-LICENCES.txt; do
  [ -s "$program/$file" ] || fail "$file is missing"
done
[ -e "$home/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Graticule.lnk" ] || fail "no Start menu entry"
for ending in tif tiff svs ndpi mrxs scn dm3 dm4 graticule; do
  run reg query "HKCU\\Software\\Classes\\.$ending\\OpenWithProgids" | grep -q Graticule || fail "$ending is not offered"
done
run reg query 'HKCU\Software\Classes\.tif' /ve | grep -q Other.Viewer || fail "the default of tif was taken"
run reg query 'HKCU\Software\Classes\.svs' /ve 2> /dev/null | grep -q Graticule && fail "a default was taken"
cp "$program/graticule.exe" "$work/"
{ run "$work/graticule.exe" --version || true; } | grep 'is incomplete' || fail "no word on a missing _internal"

say "the command line: numbers as on Linux"
run "$program/graticule.exe" --version
run "$program/graticule.exe" --import-all || fail "modules are missing"
own="$home/AppData/Local/graticule"
mkdir -p "$own/protocols" "$own/packs" "$home/Meine Scans ü"
# small grains count, too: the microscope's image is a small one
sed 's/^title = .*/title = "My own"/; s/^min_diameter = .*/min_diameter = "1 px"/' \
  "$root/resources/graticule_resources/protocols/generic.toml" > "$own/protocols/mine.toml"
cp -r "$root/resources/graticule_resources/packs/particles" "$own/packs/mine"
cp "$scans/slides/cmu-1-small-region.svs" "$scans/dm/stem_image.dm3" "$home/Meine Scans ü/"
cp "$scans/particles/images/0113230c21.png" "$home/"
export PYTHONPATH=$root/core:$root/app:$root/resources
cd "$home"
for time in first again; do
  start=$(seconds)
  run "$program/graticule.exe" analyse 'Meine Scans ü' --out "Ergebnis $time ä" -p mine > "$out/analyse-$time.txt" \
    || { tail "$out/analyse-$time.txt"; fail "analyse"; }
  echo "$time run, svs and dm3: $(since "$start")"
done
"$python" -m graticule.cli analyse "$home/Meine Scans ü" --out "$out/linux" -p "$own/protocols/mine.toml" > "$out/analyse-linux.txt" 2>&1
for scan in cmu-1-small-region stem_image; do
  cp -r "$home/Ergebnis first ä/$scan" "$out/"
  "$python" "$root/installer/compare.py" "$home/Ergebnis first ä/$scan" "$out/linux/$scan" || fail "$scan: other numbers than on Linux"
done
for runtime in fp32 openvino; do
  start=$(seconds)
  if run "$program/graticule.exe" analyse 0113230c21.png -p particles --pixel-size 1nm --runtime $runtime \
    --out $runtime > "$out/network-$runtime.txt"; then
    echo "network by $runtime: $(since "$start")"
    "$python" -m graticule.cli analyse "$home/0113230c21.png" -p particles --pixel-size 1nm --runtime $runtime \
      --out "$out/linux-$runtime" > "$out/network-linux-$runtime.txt" 2>&1
    "$python" "$root/installer/compare.py" "$home/$runtime/0113230c21" "$out/linux-$runtime/0113230c21" || fail "$runtime: other numbers"
  else
    tail -n 3 "$out/network-$runtime.txt"
    [ $runtime != fp32 ] || fail "the network"
    echo "network by $runtime: not under wine"
  fi
done

say "the window"
wineserver -w
start=$(seconds)
run cmd /c exit
echo "wine itself starts in $(since "$start"), each time"
for time in cold warm; do
  [ $time = warm ] || { sync; echo 3 > /proc/sys/vm/drop_caches; } 2> /dev/null || true
  start=$(seconds)
  run "$program/graticule-app.exe" 'Meine Scans ü/cmu-1-small-region.svs' > "$out/window-$time.txt" &
  window=$!
  for _ in $(seq 600); do
    id=$(xdotool search --onlyvisible --name Graticule 2> /dev/null | head -n 1) || true
    [ -z "$id" ] || break
    sleep 0.05
  done
  [ -n "$id" ] || { cat "$out/window-$time.txt"; fail "no window"; }
  echo "$time: visible after $(since "$start")"
  sleep 15
  [ $time = cold ] || break
  close_window
  wait $window || fail "the window did not end well"
  wineserver -w
done
import -window root "$out/window.png"
status=0; install || status=$?
[ $status = 3 ] || fail "installed while the program runs ($status)"
status=0; uninstall || status=$?
[ $status = 3 ] && [ -e "$program/_internal/python311.dll" ] || fail "removed while the program runs ($status)"
echo "while it runs, it is neither updated nor removed"
press F5
for _ in $(seq 20); do
  sleep 6
  press ctrl+s
  sleep 2
  xdotool key Return
  sleep 1
  saved=$(find "$work" -name '*-report*.xlsx' | head -n 1)
  [ -z "$saved" ] || break
done
import -window root "$out/analysed.png"
[ -n "$saved" ] || fail "the window saved no Excel file"
echo "analysed and saved by F5 and Ctrl+S: ${saved##*/}"
close_window
wait $window || fail "the window did not end well"
keys | grep -ai 'software.*graticule.*graticule' > "$out/settings.txt" || fail "no settings"
find "$own" -name 'report-*' -exec cat {} + | tee "$out/reports.txt"
[ ! -s "$out/reports.txt" ] || fail "a mistake was reported"

say "updated over itself"
touch "$program/_internal/of-an-older-version.py"
start=$(seconds)
install || fail "the installer ended with $?"
echo "updated in $(since "$start")"
stand_in
[ ! -e "$program/_internal/of-an-older-version.py" ] || fail "files of the older version are left"
keys | grep -ai 'software.*graticule.*graticule' | diff - "$out/settings.txt" || fail "settings were changed"
run "$program/graticule.exe" protocols | grep -q 'My own' || fail "the user's protocol"
run "$program/graticule.exe" packs show mine > /dev/null || fail "the user's pack"

say "removed"
echo 'the user put this here' > "$program/notes.txt"
start=$(seconds)
uninstall || fail "the uninstaller ended with $?"
echo "removed in $(since "$start")"
rm -f "$program/uninstall.exe" # with _?= it cannot remove itself; the one that IT calls does
files > "$out/after.txt"; keys > "$out/keys-after.txt"
echo "files that are left:"
diff "$out/before.txt" "$out/after.txt" | grep '^>' | grep -vE "/users/$user/(Ergebnis|Meine Scans|fp32|openvino)|AppData/Local/graticule/packs/" | sed 's/^>/ /' | tee "$out/left.txt" || true
echo "registry keys that are left:"
diff "$out/keys-before.txt" "$out/keys-after.txt" | grep '^>' || true
left=$(find "$program" -mindepth 1 ! -name notes.txt)
[ -z "$left" ] || fail "left in the program's folder: $left"
grep -iE 'cache|numba' "$out/left.txt" && fail "caches are left"
[ -e "$program/notes.txt" ] && [ -e "$own/protocols/mine.toml" ] && [ -e "$own/packs/mine/pack.toml" ] || fail "the user's own is gone"
diff "$out/keys-before.txt" "$out/keys-after.txt" | grep '^>' | grep -viE 'software\\\\graticule' && fail "keys are left"
run reg query 'HKCU\Software\Classes\.tif' /ve | grep -q Other.Viewer || fail "another program's type is gone"
say "all well; pictures and results: $out"

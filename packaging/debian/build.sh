# shellcheck shell=sh
# The package for Debian, out of a distribution. Sourced by packaging/build.sh, which sets all this:

: "${here:?}" "${folder:?}" "${stage:?}" "${work:?}" "${version:?}" "${epoch:?}" "${debian_arch:?}"

# 0.1.0-SNAPSHOT comes before 0.1.0
debian_version=$(echo "$version" | sed 's/-SNAPSHOT$/~snapshot/')
package=pipy_${debian_version}_$debian_arch.deb
deb=$work/deb
doc=$deb/usr/share/doc/pipy
mkdir -p "$deb/usr/lib/pipy" "$deb/usr/bin" "$deb/etc/pipy" "$doc" "$deb/DEBIAN" \
  "$deb/usr/lib/systemd/system" "$deb/usr/share/lintian/overrides"

cp -al "$stage/bin" "$stage/lib" "$deb/usr/lib/pipy/"
cp -al "$stage/share/." "$deb/usr/share/"
ln -s ../lib/pipy/bin/pipy ../lib/pipy/bin/pipyctl "$deb/usr/bin/"
cp "$here/pipy.yaml" "$deb/etc/pipy/"
cp "$here/pipy.service" "$deb/usr/lib/systemd/system/"
cp -al "$stage/tutorial" "$doc/examples"
cp "$here/debian/copyright" "$doc/"
sed -e "s/@VERSION@/$debian_version/" -e "s/@DATE@/$(LC_ALL=C date -u -R -d "@$epoch")/" \
  "$here/debian/changelog" | gzip -9 -n >"$doc/changelog.gz"
cp "$here/debian/lintian-overrides" "$deb/usr/share/lintian/overrides/pipy"

size=$(du -sk --apparent-size "$deb" | cut -f 1)
sed -e "s/@VERSION@/$debian_version/" -e "s/@ARCHITECTURE@/$debian_arch/" -e "s/@SIZE@/$size/" \
  "$here/debian/control" >"$deb/DEBIAN/control"
cp "$here/debian/conffiles" "$here/debian/postinst" "$here/debian/prerm" "$here/debian/postrm" \
  "$deb/DEBIAN/"
find "$deb" -type d -exec chmod 755 {} +
find "$deb/etc" "$deb/DEBIAN" "$doc" "$deb/usr/share/lintian" "$deb/usr/lib/systemd" -type f \
  -exec chmod 644 {} +
chmod 755 "$deb/DEBIAN/postinst" "$deb/DEBIAN/prerm" "$deb/DEBIAN/postrm"
(cd "$deb" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | LC_ALL=C sort -z |
  xargs -0 md5sum) >"$work/md5sums"
mv "$work/md5sums" "$deb/DEBIAN/"
find "$deb" -exec touch -h -d "@$epoch" {} +

say "packing $package"
rm -f "$folder"/pipy_*.deb
# most of it is packed already: xz takes minutes and wins a tenth
SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zgzip -z3 --build "$deb" "$folder/$package" >&2
rm -rf "$deb"

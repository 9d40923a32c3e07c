pushd /tmp >/dev/null; pwd; popd >/dev/null; dirs +0 >/dev/null; cd /; pushd /tmp; popd

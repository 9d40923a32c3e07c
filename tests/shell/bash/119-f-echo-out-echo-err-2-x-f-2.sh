f() { echo out; echo err >&2; }; x=$(f 2>/dev/null); echo $x; x=$(f 2>&1 >/dev/null); echo $x; { x=$(f 2>&1); echo "$x"; }

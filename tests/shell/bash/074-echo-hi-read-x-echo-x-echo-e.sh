echo hi |& { read x; echo "$x"; }; { echo err >&2; } |& { read x; echo "got $x"; }

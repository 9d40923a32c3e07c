set -- a; set -- "$@" b; set -- "$@" "c d"; for i; do echo "$i"; done

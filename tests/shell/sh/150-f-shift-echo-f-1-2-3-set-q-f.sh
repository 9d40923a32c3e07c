f() { shift; echo "$@"; }; f 1 2 3; set -- q; f a b; echo $1

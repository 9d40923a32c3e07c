set -- a b; IFS=-; echo "$*" "$@"; echo $*

set -- $(echo a b); echo $1-$2; set -- "$(echo a b)"; echo $#

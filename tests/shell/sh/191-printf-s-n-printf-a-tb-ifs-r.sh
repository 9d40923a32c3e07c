printf '%s\n' "$(printf 'a\tb')" | { IFS='	' read x y; echo "$x,$y"; }

printf '%(%Y)T\n' 0; printf '%s %s\n' a b c; printf '%5s|%-5s|\n' é é

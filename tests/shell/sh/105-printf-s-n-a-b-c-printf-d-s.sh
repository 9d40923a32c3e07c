printf '%s\n' a b c; printf '%d %s\n' 1 one 2 two; printf 'x%sx\n'

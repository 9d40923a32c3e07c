printf '\101\x41\n'; printf 'a\nb\n'; printf '%s'

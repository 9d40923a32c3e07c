printf '\101\n'; printf 'a\nb\n'; printf '%s'

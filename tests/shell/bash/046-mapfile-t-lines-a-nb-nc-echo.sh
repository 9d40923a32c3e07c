mapfile -t lines <<<$'a\nb\nc'; echo ${#lines[@]} "${lines[1]}"; readarray -t -n 2 two <<<$'1\n2\n3'; echo "${two[@]}"

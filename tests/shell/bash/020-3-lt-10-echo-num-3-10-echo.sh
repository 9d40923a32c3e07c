[[ 3 -lt 10 ]] && echo num; [[ 3 < 10 ]] || echo str; [[ a < b ]] && echo lt; [[ b > a ]] && echo gt

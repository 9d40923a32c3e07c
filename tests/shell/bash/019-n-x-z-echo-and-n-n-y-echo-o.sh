[[ -n x && -z "" ]] && echo and; [[ -n "" || -n y ]] && echo or; [[ ! ( a == b ) ]] && echo not

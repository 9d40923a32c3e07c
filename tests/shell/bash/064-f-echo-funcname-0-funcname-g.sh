f() { echo "${FUNCNAME[0]}" "${#FUNCNAME[@]}"; g; }; g() { echo "${FUNCNAME[1]}"; }; f

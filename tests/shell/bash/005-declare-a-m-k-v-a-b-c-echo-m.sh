declare -A m=([k]=v ["a b"]=c); echo "${m[a b]}" "${m[k]}"; [[ -v m[k] ]] && echo set; [[ -v m[z] ]] || echo unset

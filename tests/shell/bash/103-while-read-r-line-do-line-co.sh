while read -r line; do [[ $line == \#* ]] && continue; echo "$line"; done <<'E'
# comment
data 1
#x
data 2
E

declare -A count; for w in a b a c a; do ((count[$w]++)); done; echo ${count[a]} ${count[b]} ${count[c]}

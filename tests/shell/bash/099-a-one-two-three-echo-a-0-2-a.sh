a=(one two three); echo "${a[@]:0:2}" "${#a[1]}" "${a[@]: -1}"; echo "${a[*]/t/T}"; IFS=,; echo "${a[*]}"

a=(x y); a+=(z); a[5]=q; echo "${!a[@]}" "${a[@]}" ${#a[@]}; unset 'a[1]'; echo "${a[@]}"

a=(5 3 9 1); max=${a[0]}; for n in "${a[@]}"; do ((n > max)) && max=$n; done; echo $max

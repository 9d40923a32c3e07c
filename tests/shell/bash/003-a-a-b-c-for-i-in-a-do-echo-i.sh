a=("a b" c); for i in "${a[@]}"; do echo "[$i]"; done; for i in ${a[@]}; do echo "[$i]"; done

a=(1 2); b=("${a[@]}" 3); echo ${#b[@]}; a=(); echo ${#a[@]}; for x in "${a[@]}"; do echo never; done

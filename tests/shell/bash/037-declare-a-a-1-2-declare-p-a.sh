declare -a a=(1 2); declare -p a; declare -A m=([x]=1); declare -p m; s='q"$'; declare -p s

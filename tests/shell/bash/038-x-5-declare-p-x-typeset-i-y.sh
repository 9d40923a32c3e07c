x=5; declare -p x; typeset -i y=3; declare -p y; readonly z=1; declare -p z

declare -i n=5; n+=3; echo $n; n=2+2; echo $n; declare -r c=1; (c=2) 2>/dev/null; echo $?

exec 3<<<"fd three"; read -u 3 x; echo $x; exec 3<&-; read -u 3 y 2>/dev/null; echo $?

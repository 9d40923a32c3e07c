declare -u u=abc; declare -l l=ABC; echo $u $l; declare -x ex=1; declare -p ex n 2>/dev/null

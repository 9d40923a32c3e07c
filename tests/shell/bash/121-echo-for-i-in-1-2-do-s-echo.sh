echo 'for i in 1 2; do' >s; echo '  echo $i $1' >>s; echo 'done' >>s; . ./s arg; source ./s other

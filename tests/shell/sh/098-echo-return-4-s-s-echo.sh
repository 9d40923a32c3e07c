echo 'return 4' >s; . ./s; echo $?

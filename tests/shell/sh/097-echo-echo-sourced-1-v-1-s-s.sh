echo 'echo sourced $1; v=1' >s; . ./s; echo $v

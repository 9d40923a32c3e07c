! true; echo $?; ! ! true; echo $?

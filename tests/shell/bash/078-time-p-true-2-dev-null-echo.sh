time -p true 2>/dev/null; echo $?; ! time true 2>/dev/null; echo $?

if'' 2>/dev/null; echo $?; "" 2>/dev/null; echo $?; x= ; $x; echo $?

true & true & wait; echo all; (exit 3) & wait; echo $?

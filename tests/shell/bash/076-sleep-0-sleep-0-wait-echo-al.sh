sleep 0 & sleep 0 & wait; echo all; (exit 3) & wait -n; echo $?

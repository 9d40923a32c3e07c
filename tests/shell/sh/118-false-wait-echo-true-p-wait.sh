false & wait $!; echo $?; true & p=$!; wait $p; echo $?

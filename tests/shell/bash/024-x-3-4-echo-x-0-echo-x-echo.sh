((x = 3 + 4)); echo $x $?; ((0)); echo $?; ((x++)); echo $x; (( x > 5 )) && echo big

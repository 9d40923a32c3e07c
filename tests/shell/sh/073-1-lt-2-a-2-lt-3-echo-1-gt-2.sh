[ 1 -lt 2 -a 2 -lt 3 ]; echo $?; [ 1 -gt 2 -o 2 -gt 1 ]; echo $?; [ ! 1 -eq 2 ]; echo $?; [ \( a = a \) ]; echo $?

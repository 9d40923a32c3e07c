test -t 0 </dev/null; echo $?; [ 5 -ge 5 ] && [ 5 -le 5 ] && [ 4 -ne 5 ]; echo $?

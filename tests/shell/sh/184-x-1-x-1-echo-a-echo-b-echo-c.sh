x=1; [ $x = 1 ] && { echo a; echo b; } || echo c

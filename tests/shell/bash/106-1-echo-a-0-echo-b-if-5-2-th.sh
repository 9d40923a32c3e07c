(( 1 )) && { echo a; } ; { (( 0 )); } || echo b; if (( 5 % 2 )); then echo odd; fi

x=a; y=b; [[ $x$y == ab ]] && echo cat; [[ "$x" -eq 0 ]] 2>/dev/null && echo zero

x=$RANDOM; [[ $x -ge 0 && $x -le 32767 ]] && echo random; SECONDS=5; ((SECONDS >= 5)) && echo sec; echo $LINENO

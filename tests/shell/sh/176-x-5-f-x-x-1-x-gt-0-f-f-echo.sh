x=5; f() { x=$((x-1)); [ $x -gt 0 ] && f; }; f; echo $x

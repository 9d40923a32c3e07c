x=1; y=$x$x; echo "$y" '$y' \$y

x="a b"; for i in $x"c d"$x; do echo "[$i]"; done

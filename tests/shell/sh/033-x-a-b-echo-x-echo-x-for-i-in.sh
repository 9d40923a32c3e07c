x='  a  b  '; echo $x; echo "$x"; for i in $x; do echo "[$i]"; done

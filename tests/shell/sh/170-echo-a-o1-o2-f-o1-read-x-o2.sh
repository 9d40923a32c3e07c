echo a >o1 >o2; [ -f o1 ] && read x <o2; echo $x; [ -s o1 ] || echo empty

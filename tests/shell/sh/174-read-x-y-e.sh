read x y <<E
a b c
E
echo "$x|$y"

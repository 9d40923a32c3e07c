a='x y' b=$a; set -- $b; echo $#; c=*; echo "$c"

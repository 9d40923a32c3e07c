x=a; x=${x}b; x="$x"c; echo $x; echo ${x}d

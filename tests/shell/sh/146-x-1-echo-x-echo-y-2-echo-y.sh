: ${x:=1}; echo $x; echo $(: ${y:=2}; echo $y) ${y-unset}

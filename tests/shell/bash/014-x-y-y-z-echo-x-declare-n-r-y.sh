x=y; y=z; echo ${!x}; declare -n r=y; echo $r; r=new; echo $y; echo ${!r}

echo ${x:=assigned}; echo $x; y=; echo "${y=keep}" "${y:=new}" $y

f() { local a=1 b; b=2; local -a arr=(x y); echo $a $b ${arr[1]}; }; f; echo "${a-unset}"

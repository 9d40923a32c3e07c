echo ${x:-$'a\tb'} "${x:-a b}" ${x:+no}; y=; echo ${y-a}${y:-b}

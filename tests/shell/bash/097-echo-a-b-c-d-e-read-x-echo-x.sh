echo a{b,c}{d,e} | { read x; echo "${x// /,}"; }; echo pre{,fix} {x,y}.{a,b}

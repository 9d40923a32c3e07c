a=(b a c); echo "${a[@]/a/X}" "${a[@]^}" "${a[@]#b}"; echo ${a[@]/%/!}

a[3]=x; a[1]=y; echo "${a[@]}"; i=1; echo ${a[i]} ${a[i+2]} ${a[$i]}

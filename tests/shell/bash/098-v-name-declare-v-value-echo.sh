v=name; declare "$v=value"; echo $name; eval "$v=2"; echo $name; printf -v "$v" 3; echo $name

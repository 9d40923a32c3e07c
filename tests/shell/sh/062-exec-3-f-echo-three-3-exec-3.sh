exec 3>f; echo three >&3; exec 3>&-; read x <f; echo $x

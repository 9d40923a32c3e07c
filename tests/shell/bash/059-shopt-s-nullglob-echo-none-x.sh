shopt -s nullglob; echo *.none; x=(*.none); echo ${#x[@]}; shopt -u nullglob; echo *.none

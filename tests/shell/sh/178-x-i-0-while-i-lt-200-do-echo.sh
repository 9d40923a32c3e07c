x=$(i=0; while [ $i -lt 200 ]; do echo "line $i of a long text that fills the pipe"; i=$((i+1)); done); echo ${#x}

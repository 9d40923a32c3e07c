echo a &>f; read x <f; echo $x; { echo o; echo e >&2; } &>>f; n=0; while read l; do ((n++)); done <f; echo $n

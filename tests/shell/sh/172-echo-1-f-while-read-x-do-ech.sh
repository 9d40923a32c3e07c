echo 1 >f; while read x; do echo "loop $x"; done <f >g; read y <g; echo $y

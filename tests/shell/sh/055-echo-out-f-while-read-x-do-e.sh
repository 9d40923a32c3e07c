echo out >f; while read x; do echo "read $x"; done <f; echo more >>f; while read x; do echo "$x"; done <f

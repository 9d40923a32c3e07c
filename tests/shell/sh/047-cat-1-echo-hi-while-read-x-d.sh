cat=1; echo hi | while read x; do echo "got $x"; done

y=val; while read x; do echo "$x"; done <<EOF
a $y
b \$y
c $(echo sub) $((1+1))
EOF

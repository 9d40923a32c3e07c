read x <<EOF
here
EOF
echo $x

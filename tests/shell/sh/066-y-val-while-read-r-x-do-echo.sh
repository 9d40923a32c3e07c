y=val; while read -r x; do echo "$x"; done <<'EOF'
a $y
b \$y `no`
EOF

mapfile -t a < <(echo x; echo y); echo "${a[@]}"; while read l; do echo "got $l"; done < <(printf '1\n2\n')

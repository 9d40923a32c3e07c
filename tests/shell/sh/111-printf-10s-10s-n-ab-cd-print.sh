printf '%-10s|%10s|\n' ab cd; printf '%.2s|\n' abcdef

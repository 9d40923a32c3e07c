echo "${a[@]-default}" "${b[0]:-none}"; a=(x); echo "${a[@]-default}" "${a[@]+yes}"

[[ abc =~ ^a(b)(c)$ ]] && echo "${BASH_REMATCH[0]} ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"; [[ abc =~ z ]] || echo no

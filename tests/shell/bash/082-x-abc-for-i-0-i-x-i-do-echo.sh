x=abc; for ((i=0; i<${#x}; i++)); do echo "${x:i:1}"; done

echo ${x:-"a b"} ${x:-'c d'}; for i in ${x:-a b}; do echo "[$i]"; done; for i in "${x:-a b}"; do echo "[$i]"; done

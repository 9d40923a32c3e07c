IFS=: read -ra parts <<<"a:b:c"; echo "${parts[@]}"; while IFS== read -r k v; do echo "$k->$v"; done <<<"x=1=2"

read -d : x <<<"a:b"; echo $x; read -n 2 y <<<"abcd"; echo $y; read -N 3 z <<<"a b c"; echo "[$z]"

x=0; while read l; do ((x+=l)); done < <(printf '1\n2\n3\n'); echo $x

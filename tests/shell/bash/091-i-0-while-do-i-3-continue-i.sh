i=0; while :; do ((++i == 3)) && continue; ((i > 4)) && break; echo $i; done

for i in a b c d; do [ $i = b ] && continue; [ $i = d ] && break; echo $i; done

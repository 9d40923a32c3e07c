for f in a b; do echo "$f" >"$f.txt"; done; for f in *.txt; do read x <"$f"; echo "${f%.txt}=$x"; done

echo ${0##*/} >/dev/null; echo $$ | { read p; [ "$p" -gt 0 ] && echo pid; }; sh=$$; (echo $$) | { read q; [ $q = $sh ] && echo same; }

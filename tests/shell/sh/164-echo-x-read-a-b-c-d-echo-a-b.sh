echo "${x:-}" "${#}" "$#" "${?}" "$-" | { read a b c d; echo $a $b $c; }

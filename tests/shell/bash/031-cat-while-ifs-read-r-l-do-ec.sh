cat() { while IFS= read -r l; do echo "$l"; done; }; cat <<<"here string"; x='a b'; cat <<<$x; cat <<<"$x $((1+1))"

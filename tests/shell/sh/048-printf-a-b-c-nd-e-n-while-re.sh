printf 'a b c\nd e\n' | while read x y; do echo "$x-$y"; done

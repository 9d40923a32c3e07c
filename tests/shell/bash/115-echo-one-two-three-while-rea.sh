echo one two three | while read -r a b; do echo "$b" | while read -r c d; do echo "$a/$c/$d"; done; done

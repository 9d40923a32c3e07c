type echo true if | while read a b; do echo "$a $b"; done

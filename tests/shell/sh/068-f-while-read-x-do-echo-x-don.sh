f() { while read x; do echo "$x"; done; }; f <<A; f <<B
one
A
two
B

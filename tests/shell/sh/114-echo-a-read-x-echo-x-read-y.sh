echo a | { read x; echo $x; } | { read y; echo "y=$y"; }

echo "  lead  trail  " | { read x; echo "[$x]"; }; echo "  a  " | { IFS= read x; echo "[$x]"; }

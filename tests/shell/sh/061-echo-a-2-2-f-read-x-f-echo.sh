{ echo a >&2; } 2>f; read x <f; echo "f: $x"

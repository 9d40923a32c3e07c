{ echo a; echo b; } >f; { read x; read y; echo $y $x; } <f

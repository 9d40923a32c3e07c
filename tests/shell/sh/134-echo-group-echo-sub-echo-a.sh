{ echo group; }; ( echo sub ); { echo a; echo b; } | { read x; echo $x; }

f() { x=2; }; x=1; f; echo $x

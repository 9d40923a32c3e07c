f() ( x=2; echo $x ); x=1; f; echo $x

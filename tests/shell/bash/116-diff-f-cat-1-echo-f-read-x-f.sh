diff() { :; }; f() { cat=1; }; echo "<" >f; read x < f; echo "$x"; echo '>' > f; x=$(< f); echo $x

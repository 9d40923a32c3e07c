x=1; x=2 eval 'echo $x'; f() { echo $x; }; x=3 f

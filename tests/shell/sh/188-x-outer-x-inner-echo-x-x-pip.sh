x=outer; { x=inner; }; echo $x; { x=piped; } | :; echo $x

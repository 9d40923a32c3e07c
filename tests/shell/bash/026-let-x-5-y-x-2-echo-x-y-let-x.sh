let x=5 y=x*2; echo $x $y; let 'x += 1'; echo $x; let 0; echo $?

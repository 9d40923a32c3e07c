x=10; ((x>5 && x<20)) && echo in; ((x==10 ? (y=1) : (y=2))); echo $y; echo $((x++ + ++x)) $x

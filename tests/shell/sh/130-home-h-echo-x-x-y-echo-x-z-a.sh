HOME=/h; echo ~ ~/x; x=~/y; echo $x; z=a:~/q; echo $z

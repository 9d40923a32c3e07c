a=1 b=$a; echo "$b"; c=$((a+1)) d=$c; echo $d

for ((i=0; i<3; i++)); do echo $i; done; for ((;;)); do break; done; for ((i=0,j=9; i<j; i+=3,j-=3)); do echo $i $j; done

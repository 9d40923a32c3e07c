unset a; a=x; a+=y; echo $a; n=1; n+=1; echo $n; arr=(1); arr+=2; echo ${arr[0]}; arr[0]+=3; echo ${arr[0]}

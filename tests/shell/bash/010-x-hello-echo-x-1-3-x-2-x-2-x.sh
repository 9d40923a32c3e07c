x=hello; echo ${x:1:3} ${x:2} ${x: -2} ${x:0:-1}

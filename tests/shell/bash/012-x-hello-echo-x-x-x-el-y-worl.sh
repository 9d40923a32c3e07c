x=hello; echo ${x^} ${x^^} ${x^^[el]}; y=WORLD; echo ${y,} ${y,,}

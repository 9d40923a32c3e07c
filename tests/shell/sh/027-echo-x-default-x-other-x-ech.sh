echo ${x-default} ${x:-other}; x=; echo "${x-default}|${x:-other}|${x+set}|${x:+full}"

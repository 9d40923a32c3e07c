x=abc; echo ${x#?} ${x%?} ${x#z} ${x%%*}

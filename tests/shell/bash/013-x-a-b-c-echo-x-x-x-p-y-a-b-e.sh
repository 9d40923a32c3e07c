x=a.b.c; echo ${x//./-} ${x//[.]/} "${x/./ }"; p='*'; y='a*b'; echo "${y/"$p"/star}" "${y/\*/s}"

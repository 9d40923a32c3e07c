(echo ${x?}) 2>/dev/null; echo $?; (echo ${x:?message}) 2>/dev/null; echo $?

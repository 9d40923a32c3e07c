echo ${#x} ${#} "${#:-z}"; x='héllo'; echo ${#x} ${x:1:1} ${x^^}

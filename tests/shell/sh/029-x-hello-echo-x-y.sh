x=hello; echo ${#x} ${#y}

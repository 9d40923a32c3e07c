false || echo no; true && echo yes; ! false; echo $?

cd /nosuch 2>/dev/null; echo $?; cd /tmp && pwd; cd / && cd - ; cd .. && pwd

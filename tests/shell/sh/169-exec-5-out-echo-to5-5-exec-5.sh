exec 5>out; echo to5 >&5; exec 5>&-; { echo x >&5; } 2>/dev/null || echo closed; read l <out; echo $l

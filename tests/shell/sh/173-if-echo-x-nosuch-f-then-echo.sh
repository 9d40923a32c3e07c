if echo x >/nosuch/f; then echo no; else echo failed; fi 2>/dev/null

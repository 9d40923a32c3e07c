exec 3<&0; exec 4>&1; echo four >&4

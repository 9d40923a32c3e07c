echo 'a\cb'; echo 'x\101\0101\\'

[ ]; echo $?; [ "" ]; echo $?; [ x ]; echo $?; [ -n ]; echo $?; [ ! ]; echo $?

: >f; [ -f f ]; echo $?; [ -d . ]; echo $?; [ -e nope ]; echo $?; [ -s f ]; echo $?; [ -r f ]; echo $?; [ -x f ]; echo $?

x=5; case $x in [0-9]) echo digit;; esac; case a1 in [a-z][0-9]) echo ok;; esac; case $x in [[:digit:]]) echo class;; esac

f() { echo "$0" >/dev/null; echo ok; }; f

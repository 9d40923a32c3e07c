echo $[1+2] $[ 3 * 4 ]; echo "${x:=$(echo d)}"; echo $x; : "${y:=e}"; echo $y

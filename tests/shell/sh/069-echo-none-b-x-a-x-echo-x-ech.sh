echo *.none; : >b.x; : >a.x; echo *.x; echo ?.x [a]*; echo "*.x"

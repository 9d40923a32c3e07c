x=$(exit 3); echo $?; x=$(echo hi); echo $? $x

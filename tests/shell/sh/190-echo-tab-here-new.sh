echo "tab	here" "new
line"

f() { echo $#; }; f; f ""; f "" ""; f $empty; f "$empty"

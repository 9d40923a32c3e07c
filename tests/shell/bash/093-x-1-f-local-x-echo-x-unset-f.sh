x=1; f() { local x; echo "[${x-unset}]"; }; f; g() { local x=$x; x+=1; echo $x; }; g; echo $x

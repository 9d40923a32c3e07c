coproc { read x; echo "co $x"; }; echo in >&${COPROC[1]}; read y <&${COPROC[0]}; echo $y

x='echo from var'; $x; y='a b'; eval "set -- $y"; echo $#

a='x'; b="${a}_${a}"; echo "$b" "$a"_; echo "${a:+"$b"}" "${c:-"${a}y"}"

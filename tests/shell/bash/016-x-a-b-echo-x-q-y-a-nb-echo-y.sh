x='a b'; echo "${x@Q}"; y=$'a\nb'; echo "${y@Q}"; z=abc; echo ${z@U} ${z@u}

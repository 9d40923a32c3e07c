x='$(echo no)'; echo "$x"; y='`echo no`'; echo "$y"; z='${HOME}'; echo "$z"

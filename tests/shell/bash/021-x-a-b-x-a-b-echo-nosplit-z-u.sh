x='a b'; [[ $x == 'a b' ]] && echo nosplit; [[ -z $unset ]] && echo empty; [[ $x ]] && echo nonempty

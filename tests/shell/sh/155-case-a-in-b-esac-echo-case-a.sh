case a in b) ;; esac; echo $?; case a in a) ;; esac; echo $?; case a in a) false;; esac; echo $?

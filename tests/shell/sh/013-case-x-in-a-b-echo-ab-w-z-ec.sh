case x in a|b) echo ab;; [w-z]) echo wz;; esac

case abc in a*) echo 1;;& *c) echo 2;; *) echo 3;; esac; case a in a) echo x;& b) echo y;; c) echo z;; esac

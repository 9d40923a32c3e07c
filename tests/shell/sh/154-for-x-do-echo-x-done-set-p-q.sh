for x; do echo $x; done; set -- p q; for x; do echo $x; done; for x in; do echo never; done

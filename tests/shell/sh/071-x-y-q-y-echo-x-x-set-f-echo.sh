x='*.y'; : >q.y; echo $x "$x"; set -f; echo $x; set +f; echo $x

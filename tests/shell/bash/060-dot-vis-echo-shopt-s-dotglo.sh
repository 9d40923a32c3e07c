: >.dot; : >vis; echo *; shopt -s dotglob; echo *

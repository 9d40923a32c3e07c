cd /tmp; cd ..; pwd; cd ./tmp/../tmp; pwd; cd; [ "$PWD" = "$HOME" ] && echo home

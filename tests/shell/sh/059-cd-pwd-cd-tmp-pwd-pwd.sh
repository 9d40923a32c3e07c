cd /; pwd; (cd /tmp; pwd); pwd

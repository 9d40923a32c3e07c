export E=1; E=2; echo $E; A=5 B=6; echo $A$B

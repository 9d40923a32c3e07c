echo {a,b{1,2},c} {} {a} "{a,b}" {a,"b c"} a{,x} {1..a}

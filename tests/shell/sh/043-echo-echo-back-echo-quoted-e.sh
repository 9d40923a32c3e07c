echo `echo back` "`echo \"quoted\"`" `echo \`echo nested\``

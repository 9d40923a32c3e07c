trap 'echo "line"' DEBUG; x=1; trap - DEBUG; echo end

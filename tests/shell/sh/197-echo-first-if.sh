echo first; if

// The floor of the start-up benchmark: what it takes to start and end a native program that does nothing.
return 0;

// A process that does nothing until its standard input closes.
process.stdout.write('here\n');
process.stdin.resume();

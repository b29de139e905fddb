// Nothing of the program runs after its exit.
process.exitCode = 9;
try { process.exit(4); } catch { console.log('caught'); } finally { console.log('finally'); }

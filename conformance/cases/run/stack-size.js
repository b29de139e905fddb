// run: kataan --stack-size 64 {file}
// A small stack is a shallow one: natives that call back run out of it soon, and with a clear error.
let depth = 0;
const recurse = () => { depth++; [1].forEach(recurse); };
try { recurse(); } catch (error) { console.log(error instanceof RangeError, depth > 3, depth < 1000); }
try { JSON.parse('['.repeat(1e5)); } catch (error) { console.log(error instanceof RangeError || error instanceof SyntaxError); }
try { eval('('.repeat(1e4)); } catch (error) { console.log(error instanceof RangeError); }
try { new RegExp('('.repeat(1e4) + ')'.repeat(1e4)); console.log(true); } catch (error) { console.log(error instanceof SyntaxError || error instanceof RangeError); }
let array = [];
for (let i = 0; i < 1e4; i++) array = [array];
try { JSON.stringify(array); console.log(true); } catch (error) { console.log(error instanceof RangeError); }
console.log(eval('1 + 1'));

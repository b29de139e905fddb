function table(x) { switch (x) { case 1: return "a"; case 2: case 4: x++; case 3: break; default: return 0; } return x; }
function mixed(x, y) { switch (x) { case "a": let z = 1; return () => z; case y: return 2; case null: return 3; } }

console.log("never");
// Not UTF-8: ÿ

// A page that will be another one in a moment looks again by itself; without a script its button does.
setTimeout(() => location.reload(), 2500);

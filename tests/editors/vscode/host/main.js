// An extension that does nothing: VS Code wants one that the tests belong to.
exports.activate = () => undefined;

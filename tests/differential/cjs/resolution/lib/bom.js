module.exports = "bom skipped";

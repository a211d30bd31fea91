import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A source file as the rules see it: paths are relative to the repository, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** Something that a rule does not accept, and what to do about it. */
export interface Untidy {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

const notOurs = new Set(['node_modules', '.git', 'out', 'dist']);

/** All TypeScript files below a folder, in order. */
export function readSources(root: string): SourceFile[] {
  const files: SourceFile[] = [];
  const walk = (folder: string) => {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = path.posix.join(folder, entry.name);
      if (entry.name.startsWith('.') || notOurs.has(entry.name)) continue;
      if (entry.isDirectory()) walk(name);
      else if (entry.name.endsWith('.ts')) {
        files.push(sourceFile(name, readFileSync(path.join(root, name), 'utf8')));
      }
    }
  };
  walk('.');
  return files;
}

export function sourceFile(name: string, text: string): SourceFile {
  const tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  return { path: path.posix.normalize(name), text, tree };
}

/** Tests and what only tests use: they may import whatever they try. */
export function isTest(name: string): boolean {
  return /\.(test|testing)\.ts$/.test(name);
}

/** A plugin: a file whose name is its name and whose default export is the plugin. */
export function isPlugin(name: string): boolean {
  return /^(chaos\/(faults|injectors)|clients|runtimes|load\/generators|observers|property\/(checks|properties|arbitraries)|reports\/formats|src\/cli\/commands)\/[^/]+\.ts$|^venues\/[^/]+\/venue\.ts$/.test(
    name,
  );
}

/** An import of a file: what it names, where, and whether it is there at run time. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly atRunTime: boolean;
}

export function importsOf({ tree }: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (literal: ts.Expression | undefined, atRunTime: boolean) => {
    if (literal === undefined || !ts.isStringLiteralLike(literal)) return;
    found.push({ specifier: literal.text, line: lineOf(tree, literal), atRunTime });
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node.moduleSpecifier, !typeOnly);
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, !node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal as ts.LiteralExpression, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

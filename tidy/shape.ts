import path from 'node:path';
import ts from 'typescript';
import { isPlugin, isTest, lineOf, type SourceFile, type Untidy } from './files.ts';

const fileLinesMax = 400;
const pluginLinesMax = 120;
const functionLinesMax = 70;
const columnsMax = 100;
const kitchenSinks = /^(utils?|helpers?|common|misc|shared|stuff)$/;
// In pieces, so that this file does not find itself.
const leftForLater = /\b(TO(?:DO)|FIX(?:ME)|X(?:XX))\b/;

/** Limits of length, and what this project does without. */
export function shapeProblems(file: SourceFile): Untidy[] {
  const found = [...lengthProblems(file), ...nameProblems(file), ...textProblems(file)];
  const visit = (node: ts.Node) => {
    found.push(...functionProblems(file, node), ...syntaxProblems(file, node));
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found.sort((a, b) => a.line - b.line);
}

function lengthProblems({ path: name, text }: SourceFile): Untidy[] {
  const lines = text.trimEnd().split('\n').length;
  const plugin = isPlugin(name) && !isTest(name) && !name.startsWith('src/cli/');
  const limit = plugin ? pluginLinesMax : fileLinesMax;
  if (lines <= limit) return [];
  const where = plugin ? 'a folder of its own name beside it' : 'files by what they are about';
  const message = `${lines} lines, the limit is ${limit}: move parts into ${where}`;
  return [{ path: name, line: limit + 1, message }];
}

function nameProblems({ path: name }: SourceFile): Untidy[] {
  const parts = name.replace(/(\.ci)?\.(test|testing)?\.?ts$/, '').split('/');
  const sink = parts.find((part) => kitchenSinks.test(part));
  if (sink === undefined) return [];
  const message = `"${sink}" says nothing of what is in it: name it after what it does`;
  return [{ path: name, line: 1, message }];
}

function textProblems({ path: name, text, tree }: SourceFile): Untidy[] {
  const literal = linesOfLiterals(tree);
  return text.split('\n').flatMap((line, index): Untidy[] => {
    const at = { path: name, line: index + 1 };
    const problems: Untidy[] = [];
    if (leftForLater.test(line)) {
      problems.push({ ...at, message: 'left for later: do it now, or take it out' });
    }
    // The formatter breaks code; a literal stays as it is; a comment is broken by hand.
    if (line.length > columnsMax && !literal.has(index + 1)) {
      problems.push({ ...at, message: `${line.length} columns, the limit is ${columnsMax}` });
    }
    return problems;
  });
}

/** Lines on which a text, a template or a regular expression stands. */
function linesOfLiterals(tree: ts.SourceFile): Set<number> {
  const lines = new Set<number>();
  const visit = (node: ts.Node) => {
    if (ts.isLiteralExpression(node) || ts.isTemplateExpression(node)) {
      const last = tree.getLineAndCharacterOfPosition(node.end).line + 1;
      for (let line = lineOf(tree, node); line <= last; line++) lines.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return lines;
}

function functionProblems({ path: name, tree }: SourceFile, node: ts.Node): Untidy[] {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return [];
  if (isSuite(node)) return [];
  const from = lineOf(tree, node);
  const to = tree.getLineAndCharacterOfPosition(node.end).line + 1;
  const lines = to - from + 1;
  if (lines <= functionLinesMax) return [];
  const message = `a function of ${lines} lines, the limit is ${functionLinesMax}: the parent decides, the leaves compute`;
  return [{ path: name, line: from, message }];
}

/** The body of `describe` is a list of tests, not a function to understand at once. */
function isSuite(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && /^describe\b/.test(call.expression.getText());
}

function syntaxProblems(file: SourceFile, node: ts.Node): Untidy[] {
  const at = { path: file.path, line: lineOf(file.tree, node) };
  if (ts.isEnumDeclaration(node)) {
    return [{ ...at, message: 'an enum does not survive type stripping: use a union of literals' }];
  }
  if (ts.isModuleDeclaration(node) && !ts.isStringLiteral(node.name)) {
    return [{ ...at, message: 'a namespace does not survive type stripping: use a file' }];
  }
  if (ts.isPropertyAccessExpression(node) && /^(only|skip|todo)$/.test(node.name.text)) {
    return isTest(file.path) ? skipProblems(file, node) : [];
  }
  const isDefault =
    ts.isExportAssignment(node) ||
    (ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.DefaultKeyword));
  if (!isDefault || isPlugin(file.path) || /\.config\.ts$/.test(file.path)) return [];
  const message = 'a default export says "this file is a plugin", and it is none: export by name';
  return [{ ...at, message }];
}

function skipProblems({ path: name, tree, text }: SourceFile, node: ts.PropertyAccessExpression) {
  if (!/^(test|it|describe)\b/.test(node.expression.getText(tree))) return [];
  const line = lineOf(tree, node);
  const before = text.split('\n')[line - 2]?.trim() ?? '';
  const word = node.name.text;
  if (word === 'skip' && before.startsWith('//')) return [];
  const message =
    word === 'skip'
      ? 'a skipped test needs its reason in a comment on the line before'
      : `.${word} hides other tests or itself: take it out`;
  return [{ path: name, line, message }];
}

/** Plugins' files must have the default export that makes them plugins. */
export function pluginProblems(file: SourceFile): Untidy[] {
  if (!isPlugin(file.path) || isTest(file.path)) return [];
  if (/^export default /m.test(file.text)) return [];
  const folder = path.posix.dirname(file.path);
  const message = `a file of ${folder} is a plugin and needs a default export; parts of one belong into a folder of its name`;
  return [{ path: file.path, line: 1, message }];
}

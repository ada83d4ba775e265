# SPDX-License-Identifier: Apache-2.0
"""Finds what can be changed in a C source, and writes the source with every change behind a switch.

Positions and types are clang's own (-ast-dump=json), so no change lands in a comment, a string or a type.
Changes made:
  - a condition, or a call that answers yes or no, becomes false and true (the call is still made); of a && or ||
    each operand by itself, only in the way that the whole does not say already
  - "<" and "<=", ">" and ">=", "+" and "-" are exchanged
  - an integer or a named constant is one more and one less; true and false are exchanged
  - a statement is left out: a return with more code behind it, an assignment, a call whose result nobody uses,
    break and continue
Left alone, as these either can't be switched at run time or tell nothing:
  - constant expressions: case labels, enumerators, static tables, array sizes, sizeof
  - what a macro with arguments holds (MIN, MAX, G_N_ELEMENTS, g_assert, g_return_if_fail, g_clear_pointer)
  - frees and clears: what they forget is a leak, and the sanitizer's to find
  - "true" for a loop's condition and the step of a for: they only make endless loops
  - a statement that is all of an if without else, and the second of two changes that are one and the same
  - "&&" for "||" and "==" for "!=": a test that notices the operand made true or false notices these as well
"""
import json
import pathlib
import re
import subprocess

SHIFT = {'<': '<=', '<=': '<', '>': '>=', '>=': '>', '+': '-', '-': '+'}
COMPARISONS = {'<', '<=', '>', '>=', '==', '!='}
# The step of a constant on the right of a comparison that says the same as the shifted comparison.
SAME_AS_SHIFT = {'<': 1, '<=': -1, '>': -1, '>=': 1}
TO_BOOLEAN = {'IntegralToBoolean', 'PointerToBoolean', 'FloatingToBoolean'}
TRANSPARENT = {'ImplicitCastExpr', 'ParenExpr'}
CLEANUP = re.compile(r'free|clear|unref|assert')
# Which constants a condition becomes, by where it stands.
CONSTANTS = {'condition': (0, 1), 'value': (0, 1), 'or': (0,), 'and': (1,), 'loop': (0,)}
INVERTED = {'or': 'and', 'and': 'or'}
INTEGER = re.compile(r'^(const )?(unsigned |signed )?(int|long|long long|char|short|unsigned|u?int\d+_t|size_t'
                     r'|g(u?int\d*|size|long|ulong))\b[^*[]*$')


def squeeze(text):
    return ' '.join(re.sub(r'/\*.*?\*/', '', text, flags=re.S).split())


class Source:
    """One C source: its mutants as dictionaries, and its text with all of them in it."""

    def __init__(self, root, path, flags, first):
        self.path = path
        # clang counts bytes: one character for each
        self.text = (root / path).read_text(encoding='latin-1')
        self.mutants = []
        self.sites = {}
        self.next = first
        self.function = ''
        self.boolean = False
        command = ['clang-14', '-fsyntax-only', '-w', '-Xclang', '-ast-dump=json', *flags, str(root / path)]
        dump = subprocess.run(command, capture_output=True, check=True).stdout
        for node in json.loads(dump)['inner']:
            if self.is_own_function(node):
                self.visit_function(node)

    # -- positions

    def is_own_function(self, node):
        at = node.get('loc', {}).get('offset')
        name = node.get('name', '')
        return (node['kind'] == 'FunctionDecl' and at and self.text[at:at + len(name)] == name
                and self.text[at - 1] == '\n' and node.get('inner', [{}])[-1].get('kind') == 'CompoundStmt')

    def invocation_end(self, at):
        """Where the macro invocation that begins at @at ends."""
        end = at + re.match(r'\w+', self.text[at:]).end()
        if self.text[end:end + 1] != '(':
            return end
        depth = 0
        for i in range(end, len(self.text)):
            depth += {'(': 1, ')': -1}.get(self.text[i], 0)
            if depth == 0:
                return i + 1
        raise ValueError(f'{self.path}: unbalanced parentheses')

    def span(self, node):
        """(begin, end, macro): macro is True when the node is one macro invocation, all of it."""
        begin, end = node['range']['begin'], node['range']['end']
        macro_begin, macro_end = begin.get('expansionLoc'), end.get('expansionLoc')
        first = (macro_begin or begin)['offset']
        if macro_end:
            last = self.invocation_end(macro_end['offset'])
        else:
            last = end['offset'] + end['tokLen']
        whole = bool(macro_begin and macro_end and macro_begin['offset'] == macro_end['offset'])
        return first, last, whole

    def plain(self, node):
        first, last, _ = self.span(node)
        return self.text[first:last]

    # -- mutants

    def add(self, first, last, changed, shown=None, statement=False):
        """Notes a change of the text between @first and @last into @changed; returns nothing."""
        original = squeeze(self.text[first:last])
        line = self.text.count('\n', 0, first) + 1
        mutant = {'id': self.next, 'file': self.path, 'line': line, 'function': self.function,
                  'context': squeeze(self.text.split('\n')[line - 1]),
                  'change': f'{original} -> {shown if shown is not None else squeeze(changed)}'}
        self.next += 1
        self.mutants.append(mutant)
        self.sites.setdefault((first, last), []).append((mutant['id'], changed, statement))

    def add_constants(self, node, role):
        first, last, _ = self.span(node)
        text = self.text[first:last]
        called = '(' in text
        refuses = re.match(r'\w*refuse\w*\(', text)
        for value in CONSTANTS.get(role, (0, 1)):
            kept = called and not (refuses and value == 0)
            self.add(first, last, f'((void)({text}), {value})' if kept else str(value),
                     ('true' if value else 'false'))

    def add_steps(self, node, skipped):
        first, last, _ = self.span(node)
        text = self.text[first:last]
        if text in ('true', 'false'):
            self.add(first, last, f'!{text}', 'false' if text == 'true' else 'true')
            return
        for step in (1, -1):
            if step != skipped and not (step < 0 and text == '0'):
                self.add(first, last, f'({text} {"+" if step > 0 else "-"} 1)')

    def add_operator(self, node):
        left, right = node['inner']
        first, last, _ = self.span(node)
        operator = SHIFT[node['opcode']]
        self.add(first, last, f'({self.plain(left)}) {operator} ({self.plain(right)})',
                 f'{squeeze(self.plain(left))} {operator} {squeeze(self.plain(right))}')

    def add_left_out(self, node):
        first, last, _ = self.span(node)
        gap = re.match(r'\s*;', self.text[last:])
        if gap:
            self.add(first, last + gap.end(), '', 'left out', statement=True)

    # -- expressions

    def visit(self, node, role='value', skipped=0):
        kind = node.get('kind')
        if kind in (None, 'ConstantExpr', 'UnaryExprOrTypeTraitExpr', 'StmtExpr', 'OffsetOfExpr',
                    'ImplicitValueInitExpr') or kind.endswith('Attr'):
            return
        if kind in TRANSPARENT:
            if node.get('castKind') == 'NullToPointer':
                return
            if node.get('castKind') in TO_BOOLEAN and role == 'value':
                role = 'condition'
            self.visit(node['inner'][0], role, skipped)
            return
        first, last, macro = self.span(node)
        if macro:
            self.visit_macro(node, role, skipped, self.text[first:last])
        elif kind == 'BinaryOperator':
            self.visit_binary(node, role)
        elif kind == 'UnaryOperator' and node['opcode'] == '!':
            self.visit(node['inner'][0], INVERTED.get(role, 'condition'))
        elif kind == 'ConditionalOperator':
            self.visit(node['inner'][0], 'condition')
            for branch in node['inner'][1:]:
                self.visit(branch)
        elif kind == 'IntegerLiteral':
            self.add_steps(node, skipped)
        elif kind == 'CharacterLiteral':
            self.add_steps(node, -1)
        elif kind == 'InitListExpr':
            if squeeze(self.plain(node)) != '{ 0 }':
                self.visit_all(node)
        else:
            answers = kind == 'CallExpr' and node['type']['qualType'] in ('bool', '_Bool')
            if role != 'value' or answers:
                self.add_constants(node, role)
            self.visit_all(node)

    def visit_all(self, node):
        for child in node.get('inner', []):
            self.visit(child)

    def visit_macro(self, node, role, skipped, text):
        if '(' in text:
            if role != 'value':
                self.add_constants(node, role)
        elif INTEGER.match(node['type'].get('desugaredQualType', node['type']['qualType'])) and text != 'NULL':
            self.add_steps(node, skipped)

    def visit_binary(self, node, role):
        left, right = node['inner']
        operator = node['opcode']
        if operator in ('&&', '||'):
            chain = 'and' if operator == '&&' else 'or'
            if role != chain and not (role == 'loop' and chain == 'or'):
                first, last, _ = self.span(node)
                self.add(first, last, '0' if chain == 'and' else '1', 'false' if chain == 'and' else 'true')
            self.visit(left, chain)
            self.visit(right, chain)
            return
        if operator in COMPARISONS:
            self.add_constants(node, role)
            if operator in SHIFT:
                self.add_operator(node)
            self.visit(left)
            self.visit(right, skipped=SAME_AS_SHIFT.get(operator, 0))
            return
        if role != 'value':
            self.add_constants(node, role)
        if operator in ('+', '-') and '*' not in right['type']['qualType']:
            self.add_operator(node)
        boolean = operator == '=' and left['type']['qualType'] in ('bool', '_Bool')
        self.visit(left)
        self.visit(right, 'condition' if boolean else 'value')

    # -- statements

    def visit_function(self, node):
        self.function = node['name']
        self.boolean = re.match(r'(bool|_Bool)\b', node['type']['qualType']) is not None
        self.visit_statement(node['inner'][-1], more=False)

    def visit_statement(self, node, more, removable=True):
        """@more: code follows in this function. @removable: leaving it out is a change of its own."""
        kind = node.get('kind')
        inner = node.get('inner', [])
        if kind is None or self.span(node)[2]:
            return
        if kind == 'CompoundStmt':
            for i, child in enumerate(inner):
                self.visit_statement(child, more or i + 1 < len(inner))
        elif kind == 'IfStmt':
            self.visit(inner[0], 'condition')
            for branch in inner[1:]:
                self.visit_statement(branch, more, removable=len(inner) > 2)
        elif kind == 'ForStmt':
            self.visit_statement(inner[0], more, removable=False)
            self.visit(inner[2], 'loop')
            self.visit_statement(inner[4], True)
        elif kind == 'WhileStmt':
            self.visit(inner[0], 'loop')
            self.visit_statement(inner[1], True)
        elif kind == 'SwitchStmt':
            self.visit(inner[0])
            self.visit_statement(inner[1], more)
        elif kind in ('CaseStmt', 'DefaultStmt'):
            self.visit_statement(inner[-1], more)
        elif kind == 'ReturnStmt':
            if removable and more:
                self.add_left_out(node)
            for value in inner:
                self.visit(value, 'condition' if self.boolean else 'value')
        elif kind == 'DeclStmt':
            self.visit_declarations(inner)
        elif kind in ('BreakStmt', 'ContinueStmt'):
            if removable:
                self.add_left_out(node)
        elif kind != 'NullStmt':
            self.visit_effect(node, removable)

    def visit_declarations(self, declarations):
        for variable in declarations:
            if variable['kind'] != 'VarDecl' or variable.get('storageClass') == 'static' or 'init' not in variable:
                continue
            boolean = variable['type']['qualType'] in ('bool', '_Bool')
            for value in variable['inner']:
                if not value['kind'].endswith('Attr'):
                    self.visit(value, 'condition' if boolean else 'value')

    def visit_effect(self, node, removable):
        """An expression as a statement."""
        call = node
        while call['kind'] in TRANSPARENT | {'CStyleCastExpr'}:
            call = call['inner'][0]
        if removable and not (call['kind'] == 'CallExpr' and CLEANUP.search(self.plain(call['inner'][0]))):
            self.add_left_out(node)
        if call['kind'] == 'BinaryOperator':
            self.visit_binary(call, 'value')
        else:
            self.visit_all(call)

    # -- output

    def rewritten(self):
        """The source with every mutant in it, each behind its number."""
        spans = sorted(self.sites, key=lambda s: (s[0], -s[1]))
        out, rest = self.render(0, len(self.text), spans)
        assert not rest, f'{self.path}: changes overlap'
        return f'#include "tests/mutation/mutant.h"\n{out}'

    def render(self, first, last, spans):
        out, at = [], first
        while spans and spans[0][1] <= last:
            span, spans = spans[0], spans[1:]
            out.append(self.text[at:span[0]])
            inner, spans = self.render(span[0], span[1], spans)
            out.append(self.switched(span, inner))
            at = span[1]
        out.append(self.text[at:last])
        return ''.join(out), spans

    def switched(self, span, inner):
        statement = [number for number, _, is_statement in self.sites[span] if is_statement]
        if statement:
            return f'{{ if (!mutant_is({statement[0]})) {inner} }}'
        choices = ''.join(f'mutant_is({number}) ? ({squeeze(changed)}) : '
                          for number, changed, _ in self.sites[span])
        return f'({choices}({inner}))'


def rewrite_all(root, names, flags, out):
    """Rewrites @names of @root into @out; returns the mutants of all, numbered from 1."""
    mutants = []
    for name in names:
        source = Source(root, name, flags, len(mutants) + 1)
        mutants += source.mutants
        write_if_new(out / name, source.rewritten())
    count = {}
    for mutant in mutants:  # lines of a function that read the same are told apart by their order
        key = (mutant['file'], mutant['function'], mutant['context'], mutant['change'])
        count[key] = count.get(key, 0) + 1
        mutant['key'] = ' :: '.join((pathlib.Path(mutant['file']).name, *key[1:]))
        if count[key] > 1:
            mutant['key'] += f' :: {count[key]}'
    return mutants


def write_if_new(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding='latin-1') != text:
        path.write_text(text, encoding='latin-1')

"""Answers an SMT-LIB 2 file with a solver that is installed as a Python package: cvc5 or bitwuzla."""

import sys


def bitwuzla_answers(path):
    import bitwuzla

    manager, options = bitwuzla.TermManager(), bitwuzla.Options()
    # The parser runs the commands itself, and prints what check-sat says.
    parser = bitwuzla.Parser(manager, options)
    parser.parse(path, False, True)


def cvc5_answers(path):
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, path)
    while not (command := parser.nextCommand()).isNull():
        print(command.invoke(solver, parser.getSymbolManager()), end="", flush=True)


{"bitwuzla": bitwuzla_answers, "cvc5": cvc5_answers}[sys.argv[1]](sys.argv[2])

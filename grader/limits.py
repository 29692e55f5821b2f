"""Named limits: work is counted before it is done (DESIGN: bytes, tokens, depth, nodes, digits, exponents).

The message about a limit shows its name, so that an author can look it up in ``docs/limits.md``. Most values are round
numbers, well above anything that an honest exercise or answer needs; a comment gives the reason for the others.
"""

from typing import Final

__all__: list[str] = []

# Documents
MAX_DOCUMENT_BYTES: Final = 1_000_000
MAX_DOCUMENT_DEPTH: Final = 50
MAX_DOCUMENT_NODES: Final = 20_000
MAX_REPORTED_FAULTS: Final = 100  # nobody fixes more of them before the next check
MAX_TABLE_BYTES: Final = 20_000_000  # larger than a document: a table may hold a whole class
MAX_NOTEBOOK_BYTES: Final = 50_000_000  # pictures and the output of programs are in it, which are skipped
MAX_FORMULAS: Final = 2_000  # of one worked document; the longest thesis has fewer
MAX_STATEMENTS: Final = 2_000  # of one worked document that may answer an item; a formula may hold several
MAX_BLOCKS: Final = 5_000  # paragraphs and headings of one worked document
MAX_SIGNS: Final = 100_000  # of one worked document: its lines, and what may begin or end a formula
MAX_REMARKS: Final = 10  # on one worked document, of each kind; more help nobody
MAX_MACROS: Final = 200
MAX_MACRO_CHARACTERS: Final = 20_000  # of a formula when its commands have been written out

# Answers, as typed
MAX_ANSWER_CHARACTERS: Final = 10_000
MAX_SHORT_TEXT_CHARACTERS: Final = 200
MAX_UNIT_CHARACTERS: Final = 120  # of one unit after a value; what goes on for longer is no unit
MAX_TOKENS: Final = 2_000
MAX_DEPTH: Final = 60  # the parser makes about ten nested calls for each level, and Python allows 1,000
MAX_NAME_CHARACTERS: Final = 40
MAX_ARGUMENTS: Final = 100
MAX_LITERAL_DIGITS: Final = 400
MAX_DECIMAL_EXPONENT: Final = 308  # of the largest floating-point number, 1.8e308
MIN_DECIMAL_EXPONENT: Final = -1_000  # far below the smallest floating-point number, 5e-324
MAX_ROOT_INDEX: Final = 1_000

# Answers, as values
MAX_VALUE_DIGITS: Final = 10_000
MAX_FACTORIAL: Final = 1_000
MAX_SUM_TERMS: Final = 1_000
MAX_ENTRIES: Final = 400  # 20 rows of 20
MAX_GRAPH_NODES: Final = 20_000
MAX_DEFINITIONS: Final = 100
MAX_DEFINITION_DEPTH: Final = 50
MAX_EXPANDED_NODES: Final = 100_000
MAX_DERIVATION_STEPS: Final = 100

# Solvers
MAX_ITERATIONS: Final = 100
MAX_ITERATE_DIGITS: Final = 2_000
MAX_SOLUTION_NODES: Final = 20_000
MAX_VARIABLES: Final = 20
MAX_DERIVATIVE_ORDER: Final = 6
MAX_PREDICTED_STEPS: Final = 400

# Many pairs to compare
MAX_BATCH_LINE_BYTES: Final = 100_000

# Answers for a person
MAX_REVIEW_COMPARISONS: Final = 2_000
MAX_REPORT_BYTES: Final = 20_000_000

# Many submissions
MAX_ARCHIVE_ENTRIES: Final = 200_000
MAX_ARCHIVE_BYTES: Final = 4_000_000_000
MAX_ARCHIVE_DIRECTORY_BYTES: Final = 32_000_000
MAX_ARCHIVE_RATIO: Final = 200
MAX_METADATA_BYTES: Final = 100_000_000
MAX_SUBMISSION_S: Final = 60  # seconds
MAX_PREVIEW_S: Final = 5  # seconds, while somebody types
MAX_WORKER_BYTES: Final = 4_000_000_000

# The statistics of a class
MAX_WORDINGS: Final = 2_000
MAX_JOINED_WORDINGS: Final = 100
MAX_JOINING_COMPARISONS: Final = 500

"""Files of remarks that readers exported from the atlas -> one table. Run by hand, not by the workflow:

python scripts/remarks.py FILE... --out remarks.csv
"""

import argparse
import sys
from pathlib import Path

from werven.atlas.remarks import remarks_table, write_remarks
from werven.errors import InputError

parser = argparse.ArgumentParser(description="Merge files of remarks that readers exported from the atlas.")
parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="file of remarks (JSON)")
parser.add_argument("--out", type=Path, required=True, help="table to write (CSV)")
words = parser.parse_args()
try:
    table = remarks_table(words.files)
except InputError as error:
    sys.exit(str(error))
write_remarks(table, words.out)
print(f"{len(table)} remarks of {len(words.files)} files: {words.out}")

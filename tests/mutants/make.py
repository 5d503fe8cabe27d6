"""Mutants of the module that the settings name, made by mutmut: all in one text, told apart as they run."""

import os

from mutmut import __main__ as mutmut
from mutmut.utils import file_utils

if __name__ == "__main__":
    os.makedirs("mutants", exist_ok=True)
    file_utils.copy_src_dir()
    mutmut.create_mutants(1)

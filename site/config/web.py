"""The web server: `python -m config.web config.wsgi:application --workers 2 ...`, with granian's own options.

The application is imported once, and the workers are forked with it. Each would otherwise import it for itself, all at
the same time, on processors that are busy with the other's import.
"""

import gc
import multiprocessing
import sys
from importlib import import_module

from granian.cli import entrypoint


def load_once(target: str) -> None:
    """Import the module of `module:application` for all processes that are forked from this one."""
    # Nothing of what an import makes is garbage; looking for it takes a sixth of the time.
    gc.disable()
    import_module(target.partition(":")[0])
    # What never dies need not be looked at again, and the workers keep sharing it.
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    # Python 3.14 would start from a server of forks instead. macOS cannot fork what has been in use.
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
        load_once(sys.argv[1])
    entrypoint()

"""What is wrong with a studio file, said so that its author can put it right."""

from dataclasses import dataclass

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the line (from 1), the path such as `offerings[2].variants[0].price`, and what to do about it."""

    line: int
    path: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.path or 'the file'}: found {self.found}; allowed: {self.allowed}"


class StudioFileError(Exception):
    """The file was refused and nothing was written. `problems` are in the order of their lines."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def report(self) -> str:
        """For people: how many problems, and the first hundred of them, one a line."""
        count = len(self.problems)
        lines = [f"Nothing was changed, because of {count} {'problem' if count == 1 else 'problems'}:"]
        lines += [f"  {problem}" for problem in self.problems[:MOST_SHOWN]]
        if count > MOST_SHOWN:
            lines.append(f"  ... and {count - MOST_SHOWN} more")
        return "\n".join(lines)

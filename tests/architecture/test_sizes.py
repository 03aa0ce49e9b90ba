from tests.architecture.sources import functions, name_of, product_files, python_files

FILE_LINES = 400
FUNCTION_LINES = 40
VAGUE = {"utils", "helpers", "common", "misc"}


def test_files_fit_on_a_few_screens():
    files = product_files() + python_files("tests")
    long = [f"{name_of(path)}: {len(path.read_text().splitlines())}" for path in files]
    assert [entry for entry in long if int(entry.rsplit(" ", 1)[1]) > FILE_LINES] == []


def test_functions_fit_on_one_screen():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in product_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_names_say_what_is_inside():
    vague = [name_of(path) for path in product_files() if VAGUE & {path.stem, path.parent.name}]
    assert vague == []

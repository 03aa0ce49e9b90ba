import pytest

from booking.studios.document import Mapping, Scalar, Sequence, read_document
from booking.studios.problems import StudioFileError


def plain(node):
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text


def test_document_keeps_scalars_as_they_were_written():
    node = read_document(b"at: 18:00\non: [no, 2027-01-05]\nprice: '1.0'\nnothing:\n")
    assert plain(node) == {"at": "18:00", "on": ["no", "2027-01-05"], "price": "1.0", "nothing": ""}


def test_document_knows_lines_and_quotes():
    node = read_document(b'a: 1\nb:\n  - "c"\n')
    (_, one), (_, items) = node.pairs
    assert (one.line, one.is_plain) == (1, True)
    assert (items.items[0].line, items.items[0].is_plain) == (3, False)
    assert isinstance(one, Scalar)


def test_document_follows_aliases():
    node = read_document(b"a: &x [1, 2]\nb: *x\n")
    assert plain(node) == {"a": ["1", "2"], "b": ["1", "2"]}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1, the file: found an empty file; allowed: a studio file that starts with `studio: 1`"),
        (
            b"a: 1\nb: !!python/object/apply:os.system [ls]\n",
            "line 2, the file: found the tag tag:yaml.org,2002:python/object/apply:os.system; "
            "allowed: plain values without tags",
        ),
        (b"a: &x [*x]", "line 1, the file: found *x; allowed: an anchor that was closed before"),
        (
            BOMB.encode(),
            "line 5, the file: found more values than that; allowed: at most 1,000,000 values, aliases unfolded",
        ),
        (b"a:\n  - [1,\n", "line 3, the file: found did not find expected node content; allowed: YAML"),
        (b"[" * 50, "line 1, the file: found deeper nesting; allowed: at most 30 levels"),
        (b"a: 1\n---\nb: 2", "line 2, the file: found a second document; allowed: one document in a file"),
        (b"a: 1\nb: \xff", "line 2, the file: found bytes that are not UTF-8; allowed: text in UTF-8"),
        (b"a: 1\nb: \x01", "line 2, the file: found a control character; allowed: printable text"),
        (b'a: 1\nb: "\\0"', "line 2, the file: found a control character; allowed: printable text"),
        (b"a: 1\n? [b]\n: 2", "line 2, the file: found a list or mapping as a key; allowed: a word as a key"),
        (b"a: &a {b: 1}\nc:\n  <<: *a\n", "line 3, the file: found <<; allowed: keys written out in full"),
        (b" " * 10_000_001, "line 1, the file: found 10,000,001 bytes; allowed: at most 10,000,000 bytes"),
    ],
)
def test_document_refuses_what_is_not_plain_yaml(content, message):
    with pytest.raises(StudioFileError) as refusal:
        read_document(content)
    assert str(refusal.value) == message

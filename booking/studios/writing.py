"""Writing a studio file that is pleasant to read: short mappings on one line, long texts as blocks, room between."""

import re
from datetime import date

import yaml

WIDTH = 118
_PLAIN = re.compile(r"[^\W\d_][\w ./()&'+@-]*", re.UNICODE)


class _Block:
    """A mapping or list that is written over several lines however short it is."""

    def __init__(self, value: dict | list):
        self.value = value


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _represent_text(dumper: _Dumper, text: str) -> yaml.Node:
    tag = "tag:yaml.org,2002:str"
    if "\n" in text:
        return dumper.represent_scalar(tag, text, style="|")
    if len(text) > 90:
        return dumper.represent_scalar(tag, text, style=">")
    is_word = _PLAIN.fullmatch(text) and not text.endswith(" ")
    if is_word and dumper.resolve(yaml.ScalarNode, text, (True, False)) == tag:
        return dumper.represent_scalar(tag, text)
    return dumper.represent_scalar(tag, text, style='"')


def _represent_mapping(dumper: _Dumper, mapping: dict) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=is_short(mapping))
    for key, _ in node.value:
        # Keys are slugs and words: `on` needs no quotes here, because the reader obeys no tags.
        key.style = "" if re.fullmatch(r"[a-z0-9_-]+", key.value) else key.style
        key.tag = "tag:yaml.org,2002:bool" if key.value == "on" else key.tag
    return node


def _represent_list(dumper: _Dumper, items: list) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_short(items))


def _represent_block(dumper: _Dumper, block: _Block) -> yaml.Node:
    if isinstance(block.value, list):
        return dumper.represent_sequence("tag:yaml.org,2002:seq", block.value, flow_style=False)
    return dumper.represent_mapping("tag:yaml.org,2002:map", block.value.items(), flow_style=False)


_Dumper.add_representer(_Block, _represent_block)
_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(dict, _represent_mapping)
_Dumper.add_representer(list, _represent_list)


def is_short(value: dict | list) -> bool:
    """Whether a mapping or list fits on a line."""
    return _size(value) <= WIDTH - 20


def _size(value: object) -> int:
    if isinstance(value, dict):
        return sum(len(name) + _size(item) + 4 for name, item in value.items())
    if isinstance(value, list):
        return sum(_size(item) + 2 for item in value)
    if isinstance(value, str):
        return WIDTH if "\n" in value else len(value) + 2
    return len(value.isoformat()) if isinstance(value, date) else len(str(value))


def write_document(sections: dict[str, object]) -> str:
    """The text of the file: a blank line between sections, and between entries that do not fit on a line."""
    return "\n".join(_write_section(name, value) for name, value in sections.items())


def _write_section(name: str, value: object) -> str:
    if isinstance(value, list):
        between = "" if all(is_short(item) for item in value) else "\n"
        return f"{name}:\n" + between.join(_indent(_dump(_Block([item]))) for item in value)
    if isinstance(value, dict):
        return f"{name}:\n" + "".join(_indent(_dump(_Block({key: item}))) for key, item in value.items())
    return f"{name}: {value}\n"


def _dump(block: "_Block") -> str:
    return yaml.dump(block, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def _indent(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))

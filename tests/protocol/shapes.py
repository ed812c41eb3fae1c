"""Whether a JSON value has the shape that the protocol's meta model gives it.

The meta model is taken from lsprotocol, whose types Microsoft generates from it. What is checked is stricter than what
lsprotocol itself reads: no property may be unknown, none may be null that may only be left out, no number may stand for
a string.
"""

import enum
import functools
import typing

import attrs
from lsprotocol import types

PLAIN = {str: str, bool: bool, float: (int, float), type(None): type(None)}


class Wrong(Exception):
    """What is wrong, and where: the deeper the place, the better it tells what was meant."""

    def __init__(self, path, what):
        super().__init__(f"{path}: {what}")
        self.depth = path.count(".")


def check(value, kind, path):
    """Raises Wrong where the value is not of the kind."""
    origin = typing.get_origin(kind)
    if kind is typing.Any:
        return
    if kind is types.LSPObject:
        require(isinstance(value, dict), path, f"{value!r} is no object")
    elif isinstance(kind, type) and attrs.has(kind):
        check_structure(value, kind, path)
    elif origin is typing.Union:
        check_union(value, typing.get_args(kind), path)
    elif origin is typing.Literal:
        require(value in typing.get_args(kind), path, f"{value!r} is none of {typing.get_args(kind)}")
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        allowed = [one.value for one in kind]
        require(value in allowed and not isinstance(value, bool), path, f"{value!r} is none of {allowed}")
    elif kind is int:
        require(type(value) is int and -(2**31) <= value < 2**31, path, f"{value!r} is no integer")
    elif kind in PLAIN:
        is_one = isinstance(value, PLAIN[kind]) and (kind is bool or not isinstance(value, bool))
        require(is_one, path, f"{value!r} is no {kind.__name__}")
    elif origin is tuple:
        kinds = typing.get_args(kind)
        require(isinstance(value, list) and len(value) == len(kinds), path, f"{value!r} is no {kind}")
        for at, (item, one) in enumerate(zip(value, kinds)):
            check(item, one, f"{path}.{at}")
    else:
        check_collection(value, kind, path)


def check_collection(value, kind, path):
    item = typing.get_args(kind)[-1]
    if issubclass(typing.get_origin(kind), typing.get_origin(typing.Mapping[str, str])):
        require(isinstance(value, dict), path, f"{value!r} is no object")
        parts = value.items()
    else:
        require(isinstance(value, list), path, f"{value!r} is no array")
        parts = enumerate(value)
    for at, one in parts:
        check(one, item, f"{path}.{at}")


def check_union(value, kinds, path):
    if typing.Any in kinds:
        return
    worst = None
    for kind in kinds:
        try:
            return check(value, kind, path)
        except Wrong as wrong:
            worst = wrong if worst is None or wrong.depth > worst.depth else worst
    raise worst


@functools.cache
def properties(kind):
    """The properties of a structure: name, kind without null, whether it must be there, whether it may be null, validator."""
    attrs.resolve_types(kind)
    found = {}
    for field in attrs.fields(kind):
        optional = typing.get_origin(field.type) is typing.Union and type(None) in typing.get_args(field.type)
        # lsprotocol calls those special that are written even where they are null, or constant.
        special = types.is_special_property(kind, field.name)
        constant = typing.get_origin(field.type) is typing.Literal
        required = special or constant or (field.default is attrs.NOTHING and not optional)
        if optional and not special:
            bare = typing.Union[tuple(one for one in typing.get_args(field.type) if one is not type(None))]
        else:
            bare = field.type
        parts = field.name.strip("_").split("_")
        name = parts[0] + "".join(part.capitalize() for part in parts[1:])
        found[name] = (bare, required, field)
    return found


def check_structure(value, kind, path):
    require(isinstance(value, dict), path, f"{value!r} is no {kind.__name__}")
    known = properties(kind)
    for name in value:
        require(name in known, f"{path}.{name}", f"{kind.__name__} has no such property")
    for name, (bare, required, field) in known.items():
        if name not in value:
            require(not required, path, f"{kind.__name__} lacks {name}")
            continue
        check(value[name], bare, f"{path}.{name}")
        if type(value[name]) is int and field.validator is not None:
            try:
                field.validator(kind, field, value[name])
            except (TypeError, ValueError) as error:
                raise Wrong(f"{path}.{name}", str(error)) from error


def require(holds, path, what):
    if not holds:
        raise Wrong(path, what)

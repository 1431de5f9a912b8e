"""A parser of systemd unit files, after systemd.syntax(7) and the command lines of systemd.service(5)."""

import re
from collections.abc import Iterator, Mapping

_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}


def directives(text: str) -> list[tuple[str, str, str]]:
    """Return section, key and value of each directive; a line that ends in an odd backslash goes on in the next."""
    assert "\0" not in text
    found: list[tuple[str, str, str]] = []
    section, begun = "", ""
    for line in re.split(r"\r\n|\n|\r|\0", text):
        whole = begun + line.strip(" \t\r\n\v\f")
        if begun == "" and (not whole or whole[0] in "#;"):
            continue
        if (len(whole) - len(whole.rstrip("\\"))) % 2:
            begun = whole[:-1] + " "
            continue
        begun = ""
        if header := re.fullmatch(r"\[(.+)\]", whole):
            section = header[1]
        else:
            key, separator, value = whole.partition("=")
            assert separator, f"systemd would ignore {whole!r}"
            found.append((section, key.strip(), value.strip()))
    assert not begun
    return found


def arguments(command: str, environment: Mapping[str, str]) -> list[str]:
    """Return what a program is started with by an `ExecStart`; prefixes and several commands are errors here."""
    assert command[0] == "/", "systemd would take a prefix off, or refuse a relative path"
    program, *rest = words(command)
    return [specifiers(program), *(word for raw in rest for word in _substituted(specifiers(raw), environment))]


def words(text: str) -> Iterator[str]:
    """Split at white space, take quotes off, and read escapes."""
    position = 0
    while position < len(text):
        if text[position] in " \t\n\r":
            position += 1
            continue
        raw = re.match(r"\\?;(?=\s|$)", text[position:])
        if raw:
            assert raw[0] == r"\;", "systemd would begin another command"
            yield ";"
            position += 2
            continue
        word, quote = "", ""
        while position < len(text) and (quote or text[position] not in " \t\n\r"):
            character = text[position]
            if character == "\\":
                escaped = text[position + 1]
                assert escaped in "\\\"'" or escaped in _ESCAPES, "an escape that systemd refuses, or a number"
                word += _ESCAPES.get(escaped, escaped)
                position += 1
            elif quote == character:
                quote = ""
                assert text[position + 1 : position + 2] in ("", " "), "more after the closing quote"
            elif not quote and character in "\"'":
                assert not word, "a quote inside of a word"
                quote = character
            else:
                word += character
            position += 1
        assert not quote, "a quote that is not closed"
        yield word


def specifiers(text: str) -> str:
    assert "%" not in text.replace("%%", ""), "a specifier"
    return text.replace("%%", "%")


def _substituted(word: str, environment: Mapping[str, str]) -> list[str]:
    if whole := re.fullmatch(r"\$([A-Za-z_][A-Za-z0-9_]*)", word):
        return environment[whole[1]].split()
    return [
        re.sub(r"\$\$|\$\{(\w+)\}", lambda found: "$" if found[1] is None else environment[found[1]], word),
    ]

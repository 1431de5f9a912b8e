"""Static checks of CloudFront function code, for the faults that AWS reports late or only when the function runs.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
"""

import re
from collections.abc import Iterator

from strongroom.core import RuleError

MAX_BYTES = 10_240
"""Largest function, in bytes of UTF-8.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions
"""

_OPEN, _CLOSE = "([{", ")]}"
# After an operand a slash divides; after anything else it begins a regular expression.
_OPERAND_END = re.compile(r"[\w$)\]}\"'`]\s*\Z")
_KEYWORD_END = re.compile(r"(?<![\w$.])(return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield)\s*\Z")
_REGULAR_EXPRESSION = re.compile(r"/(?![*/])(?:[^\\/\[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+/[a-z]*")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_TEXT = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)

_DECLARED = re.compile(r"(?<![\w$.])(?:async\s+)?function\s+handler\s*\(")
# A function in an expression has no name outside of it.
_IN_EXPRESSION = re.compile(r"[=(,:?&|!+*/%<>~^\[-]\s*\Z|(?<![\w$.])(return|typeof|void|new|await)\s*\Z")
_ASSIGNED = re.compile(r"(?<![\w$.])handler\s*=\s*(?=[A-Za-z_$(])(?!(?:null|undefined|true|false|new|class)\b)")
_FORBIDDEN = (
    (r"(?<![\w$.])export\b", "must not use export", "define the global function handler(event)"),
    (
        r"(?<![\w$])(?:module\s*\.\s*)?exports\s*(?:\.\s*\w+\s*)?=(?!=)",
        "must not use exports, which is for Lambda",
        "define the global function handler(event)",
    ),
    (r"(?<![\w$.])(?:eval|new\s+Function)\s*\(", "must not evaluate code dynamically", "write the code out"),
    (
        r"(?<![\w$.])(?:setTimeout|setInterval|setImmediate)\s*\(",
        "must not use timers, which the runtime lacks",
        "remove the timer",
    ),
    (
        r"(?<![\w$.])(?:fetch|XMLHttpRequest)\s*\(",
        "must not use the network, which the runtime can't reach",
        "use a key value store, or Lambda@Edge",
    ),
)
_MODULE = re.compile(r"(?<![\w$.])(?:require\s*\(\s*|from\s*|import\s*)(?=['\"])")
_MODULES = ("buffer", "cloudfront", "crypto", "querystring")


def check_function_source(source: str) -> str:
    """Return the code of a CloudFront function if the runtime `cloudfront-js-2.0` can run it, as far as text shows.

    Args:
        source: The JavaScript.

    Raises:
        RuleError: If it is too large, defines no handler, or uses what the runtime does not have.
    """
    size = len(source.encode("utf-8", "surrogatepass"))
    if not 1 <= size <= MAX_BYTES:
        reason = f"must be 1 to {MAX_BYTES:,} bytes of JavaScript, got {size:,}"
        raise RuleError(reason, "minify it, or move data to a key value store")
    code = code_only(source)
    for pattern, reason, remedy in _FORBIDDEN:
        if re.search(pattern, code):
            raise RuleError(f"{reason} in the runtime cloudfront-js-2.0", remedy)
    for name in _modules(source, code):
        if name not in _MODULES:
            reason = f"must import only {', '.join(_MODULES)}, got {name}"
            raise RuleError(reason, "inline what you need of the module")
    if not _defines_handler(code):
        raise RuleError("must define the function handler(event)", "add function handler(event) { … } at the top level")
    return source


def _modules(source: str, code: str) -> Iterator[str]:
    for found in _MODULE.finditer(code):
        text = _TEXT.match(source, found.end())
        if text is not None:
            yield text[0][1:-1]


def _defines_handler(code: str) -> bool:
    declared = (_IN_EXPRESSION.search(code, 0, found.start()) is None for found in _DECLARED.finditer(_top_level(code)))
    return any(declared) or _ASSIGNED.search(_top_level(code)) is not None


def code_only(source: str) -> str:
    """Replace comments, and the contents of strings and regular expressions, by as many spaces."""
    code: list[str] = []
    templates: list[int] = []
    depth = position = 0
    while position < len(source):
        character = source[position]
        if templates and character == "}" and depth == templates[-1]:
            templates.pop()
            position = _template(source, position + 1, code, templates, depth, opened="}")
            continue
        if character == "`":
            position = _template(source, position + 1, code, templates, depth, opened="`")
            continue
        skipped = _COMMENT.match(source, position) or _TEXT.match(source, position)
        if skipped is None and character == "/" and _begins_expression("".join(code[-40:])):
            skipped = _REGULAR_EXPRESSION.match(source, position)
        if skipped is not None:
            is_comment = source.startswith(("//", "/*"), position)
            edge = " " if is_comment else '"'
            code.extend([edge, *" " * (len(skipped[0]) - 2), edge])
            position = skipped.end()
            continue
        depth += (character in _OPEN) - (character in _CLOSE)
        code.append(character)
        position += 1
    return "".join(code)


def _begins_expression(before: str) -> bool:
    return _OPERAND_END.search(before) is None or _KEYWORD_END.search(before) is not None


def _template(source: str, position: int, code: list[str], templates: list[int], depth: int, *, opened: str) -> int:
    """Skip the text of a template literal, up to its end or to an expression in it."""
    code.append(opened)
    while position < len(source):
        if source[position] == "\\":
            code.extend("  "[: len(source) - position])
            position += 2
        elif source[position] == "`":
            code.append("`")
            return position + 1
        elif source.startswith("${", position):
            code.extend(" {")
            templates.append(depth)
            return position + 2
        else:
            code.append(" ")
            position += 1
    return position


def _top_level(code: str) -> str:
    """Replace whatever is in brackets by spaces; the code as it is if its brackets don't match."""
    shown: list[str] = []
    depth = 0
    for character in code:
        depth -= character in _CLOSE
        if depth < 0:
            return code
        shown.append(character if depth == 0 else " ")
        depth += character in _OPEN
    return "".join(shown) if depth == 0 else code

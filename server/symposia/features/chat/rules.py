"""Pure rules of chat."""

import re
from collections.abc import Mapping

_MENTION = re.compile(r"@\[[^\]\n]{1,120}\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)")
_LIKE_A_MENTION = re.compile(r"@\[([^\]\n]{1,200})\]\(([0-9a-fA-F-]{1,64})\)")
_BRACKETS = re.compile(r"[\[\]\n]")
MOST_MENTIONS = 10


def mentioned(text: str) -> list[str]:
    """The ids of the people whom `text` mentions, each once, in order; the first ten."""
    return list(dict.fromkeys(_MENTION.findall(text)))[:MOST_MENTIONS]


def with_names(text: str, names: Mapping[str, str]) -> str:
    """`text` in which every mention bears the person's own name; what mentions nobody in `names` is a mere word.

    Nobody is shown under a name that somebody else made up for them.
    """

    def written(found: re.Match[str]) -> str:
        name = names.get(found.group(2))
        if name is None:
            return "@" + _BRACKETS.sub("", found.group(1))
        return f"@[{_BRACKETS.sub('', name) or '…'}]({found.group(2)})"

    # Until nothing changes: what becomes a word can have been part of something that now looks like a mention.
    while (clean := _LIKE_A_MENTION.sub(written, text)) != text:
        text = clean
    return text

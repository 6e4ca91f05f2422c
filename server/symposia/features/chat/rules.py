"""Pure rules of chat."""

import re

_MENTION = re.compile(r"@\[[^\]\n]{1,120}\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)")
MOST_MENTIONS = 10


def mentioned(text: str) -> list[str]:
    """The ids of the people whom `text` mentions, each once, in order; the first ten."""
    return list(dict.fromkeys(_MENTION.findall(text)))[:MOST_MENTIONS]

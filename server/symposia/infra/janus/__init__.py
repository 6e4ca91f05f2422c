"""The media server Janus, which carries calls that are too large to go from browser to browser.

`line` talks with one instance, `rooms` has it keep the rooms in which media flow (its plugin VideoRoom).
"""

"""Amounts in the capital numerals of Chinese vouchers: 人民币壹仟肆佰肆拾元整.

Written as the rules on filling in payment vouchers ask (Payment and Settlement Measures,
annex 1): no gap that a digit could be written into, 整 where it ends with the yuan or jiao.
"""

from typing import Final

from selection.fees import FEN

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")
_GROUP: Final = 10_000
_JIAO: Final = 10
_THOUSAND: Final = 1000


def in_capitals(fen: int) -> str:
    """An amount as it is written out on a voucher."""
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN)
    jiao, cents = divmod(rest, _JIAO)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif cents and yuan:
        words += _DIGITS[0]
    if cents:
        return f"人民币{sign}{words}{_DIGITS[cents]}分"
    return f"人民币{sign}{words or '零元'}整"


def _whole(number: int) -> str:
    """Whole yuan, in groups of four digits."""
    words, gap = "", False
    for place in range(len(_GROUPS) - 1, -1, -1):
        group = number // _GROUP**place % _GROUP
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < _THOUSAND):
            words += _DIGITS[0]
        words, gap = f"{words}{_four(group)}{_GROUPS[place]}", False
    return words


def _four(number: int) -> str:
    """Up to four digits, with one 零 for any gap between them."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return words

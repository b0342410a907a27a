"""From a seed to a panel, by integers that anybody can repeat: the stream, and the deal.

It must not judge the rules nor choose the odds; the committed table has them.
"""

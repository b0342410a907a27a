"""The words and forms of an application, for those who apply and for staff who enter a paper one.

Audiences never import each other: what two of them show of one application stands here.
"""
